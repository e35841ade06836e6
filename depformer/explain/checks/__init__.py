"""Is an explanation to be believed? One file a question."""
