"""The raster of everybody and every word: the grid of its cells, and what stands around it."""
