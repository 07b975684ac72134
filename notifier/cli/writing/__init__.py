"""Commands about templates and letters, and what they look like."""
