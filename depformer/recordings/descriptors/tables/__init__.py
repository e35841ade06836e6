"""Tables of other programs: one program a file."""
