"""Mail that no person wrote: automatic replies, and what programs send to many."""
