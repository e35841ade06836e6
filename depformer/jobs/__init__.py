"""Work that outlives a page."""
