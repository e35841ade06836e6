"""From sound to the probability that somebody speaks: one finder a file."""
