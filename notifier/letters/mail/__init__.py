"""A letter or a digest as the bytes of one mail."""
