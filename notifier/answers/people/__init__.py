"""Mail that a person wrote: the new words, without quotes and signatures."""
