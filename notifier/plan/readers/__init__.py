"""Who of those asked is silent, reached, asked next, and when they read."""
