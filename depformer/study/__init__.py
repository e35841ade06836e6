"""The study folder: participants, words and word features, read and checked."""

from depformer.study.notes import notes, nothing_differs, who_takes_part
from depformer.study.reader import MOST_MISSING, Study, check_study, load_study
from depformer.study.tables import load_words
from depformer.study.words import default_words, word_list_digest

__all__ = [
    "MOST_MISSING",
    "Study",
    "check_study",
    "default_words",
    "load_study",
    "load_words",
    "notes",
    "nothing_differs",
    "who_takes_part",
    "word_list_digest",
]
