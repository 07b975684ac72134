"""The files that staff edit: read, checked, compared in six languages, filled."""
