"""What falls due, a module for each situation in which people are written to or asked."""
