"""What the figures share: style, words on an axis, forests, panels, pictures."""
