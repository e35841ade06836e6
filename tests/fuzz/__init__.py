"""Damaged and hostile inputs, drawn from seeds: whatever is given, a sentence is the answer."""
