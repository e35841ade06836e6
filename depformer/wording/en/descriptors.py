"""What is said of tables of descriptors that another program wrote."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "table": "a table of OpenFace, py-feat or openSMILE (CSV)",
    "unknown": (
        "{path} is no table that is known here: its columns begin {got}. Known are the tables of "
        "{allowed}."
    ),
    "not_of": "{path} is no table of {title}: its columns begin {got}.",
    "cells": "{path} line {line} has {got} cells, the header {want}; export it again.",
    "not_utf8": "{path} is no UTF-8 text; save it as UTF-8.",
    "no_rows": "{path} has a header and no rows.",
    "no_csv": "{path} cannot be read as a table: {why}.",
    "needs_fps": (
        "{path} counts pictures and holds no times; say how many pictures a second the video has."
    ),
    "one_row": (
        "{path} has one row for the whole recording, which says nothing about single words; let "
        "openSMILE write its low-level descriptors (one row a frame), or one row a word."
    ),
    "no_time": "{path} row {row} holds no time: got '{got}'.",
}
