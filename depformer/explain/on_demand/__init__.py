"""What is computed for one person when asked, and is no part of a run."""
