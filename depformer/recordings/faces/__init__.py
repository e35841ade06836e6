"""Faces in the pictures: found, followed, aligned, chosen and judged."""

from depformer.recordings.faces.choose import RULES
from depformer.recordings.faces.of_words import WordFace, faces_of_words

__all__ = ["RULES", "WordFace", "faces_of_words"]
