"""The room of `./play`: a whole year on one machine, with simulated focal points."""
