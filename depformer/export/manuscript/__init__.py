"""The words and tables beside a figure: caption, methods, references, numbers."""
