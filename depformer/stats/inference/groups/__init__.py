"""Two groups cell by cell: tests, effect sizes and what is adjusted for."""
