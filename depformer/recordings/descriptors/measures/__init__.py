"""Numbers of one word: one descriptor a file."""
