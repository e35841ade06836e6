"""Tables of a run, one a file."""
