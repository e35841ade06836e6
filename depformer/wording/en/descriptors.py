"""What is said of descriptors: what each is, and of tables that another program wrote."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "title_duration": "Duration",
    "about_duration": "From voice onset to voice offset",
    "title_onset_latency": "Onset latency",
    "about_onset_latency": "From the showing of the word to voice onset",
    "title_f0_median": "Pitch, median",
    "about_f0_median": "Median of the fundamental frequency over the voiced frames, by pYIN",
    "title_f0_range": "Pitch, range",
    "about_f0_range": "From the 10th to the 90th percentile of the fundamental frequency, by pYIN",
    "title_loudness": "Loudness",
    "about_loudness": (
        "A-weighted level re full scale: compares people only where microphone, distance and gain "
        "were the same"
    ),
    "title_spectral_centroid": "Spectral centroid",
    "about_spectral_centroid": "Mean frequency of the spectrum, frames weighted by their power",
    "title_eye_opening": "Eye opening",
    "about_eye_opening": (
        "Height of what is dark around the pupils, estimated on the grey picture of the word"
    ),
    "title_mouth_width": "Mouth width",
    "about_mouth_width": "Distance of the corners of the mouth on the picture of the word",
    "title_mouth_opening": "Mouth opening",
    "about_mouth_opening": (
        "Height of the dark between the lips, estimated on the grey picture of the word"
    ),
    "descriptor": "Descriptor",
    "value": "This word",
    "of_others": "{group} others: median (5th to 95th percentile)",
    "range": "{median} ({low} to {high}){unit}, n = {n}",
    "above": "{range} ▲",
    "below": "{range} ▼",
    "too_few": "n = {n}, fewer than {least}: not shown",
    "no_number": "no number",
    "few_voiced": "no number: fewer than {least} voiced frames",
    "nobody": "nobody",
    "nothing": "Nobody has a number of this word for: {names}.",
    "note": (
        "Measured on the recording; no model has seen these numbers. The ranges are of the same "
        "word in the other participants of this study, by group; with fewer than {least} nothing "
        "is shown. ▲ and ▼: this word lies above or below the range, as one in ten people of the "
        "group itself does. That is no diagnosis: age, sex, microphone and distance move the "
        "numbers, too."
    ),
    "csv": "The numbers behind this table, for all descriptors.",
    "imported_title": "{title}: {name}",
    "imported_about": "Mean over the frames inside the word that count, as {title} wrote them",
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
    "program_twice": (
        "{path} is a second table of {title} beside {first}; name one a program for each "
        "participant."
    ),
    "outside": (
        "Nothing of {path} lies inside a word: check that it is of this recording, that its times "
        "count from the beginning in seconds, and that its frames were found reliable."
    ),
    "gaps": (
        "The column {column} counts no frame in {n} word: {words}.",
        "The column {column} counts no frame in {n} words: {words}.",
    ),
    "long": (
        "{n} word lasts longer than {most:g} s; pitch, loudness and spectral centroid are of its "
        "first {most:g} s: {words}.",
        "{n} words last longer than {most:g} s; pitch, loudness and spectral centroid are of their "
        "first {most:g} s: {words}.",
    ),
    "no_time": "{path} row {row} holds no time: got '{got}'.",
}
