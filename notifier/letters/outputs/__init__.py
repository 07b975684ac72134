"""One tree in four outputs: text, HTML, PDF and Word."""
