"""The study folder: participants, words and word features, read and checked."""

from depformer.study.reader import Study, check_study, load_study
from depformer.study.words import default_words, word_list_digest

__all__ = ["Study", "check_study", "default_words", "load_study", "word_list_digest"]
