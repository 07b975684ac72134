"""A mail taken apart (RFC 2045): entities, character sets, HTML, and the words to be read."""
