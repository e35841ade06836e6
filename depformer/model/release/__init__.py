"""Weights of the published code: their names, their conversion, their own forward pass."""
