"""Figures of two groups that are tested: their tables, and the frame that they stand in."""
