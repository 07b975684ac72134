"""One unit of the daemon's work each: where the core decides and the shell does."""
