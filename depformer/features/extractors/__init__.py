"""From a recording to a vector: one extractor a file."""
