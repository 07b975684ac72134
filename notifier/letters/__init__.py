"""The letter: what it says, in six languages and four outputs, and the path to its issue. Pure."""
