"""The service and the play as processes, and what is asked before they start."""
