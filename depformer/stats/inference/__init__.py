"""Estimates and intervals from arrays: what the tables are made with."""
