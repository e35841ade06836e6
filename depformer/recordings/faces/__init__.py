"""Faces in the pictures: found, followed, aligned, chosen and judged."""

from depformer.recordings.faces.choose import RULES
from depformer.recordings.faces.of_words import faces_of_words
from depformer.recordings.faces.word_face import WordFace

__all__ = ["RULES", "WordFace", "faces_of_words"]
