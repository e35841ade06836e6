"""Intervals, ranks and scores that the tables are made with."""
