"""What a run says, for people: results in plain words, a function a page, and readable tables."""
