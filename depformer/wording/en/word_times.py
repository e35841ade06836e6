"""What is wrong with times of words that somebody wrote down."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "given": "{path} cannot say where the words are (times read as {unit}):",
    "review": "{path} cannot be taken as the corrected words:",
    "labels": "a label file of Audacity",
    "no_column": (
        "{path} has no column '{column}' for {name}; it has {got}. Say which one it is with: "
        "--columns {name}=NAME"
    ),
    "no_review": "{path} lacks {columns}; expected is the table that was written for the review.",
    "no_rate": "{path} has no sound, so times in samples cannot be read; use s, ms or frames.",
    "no_fps": "{path} has no video, so times in frames cannot be read; use s, ms or samples.",
    "no_word": "line {line} names no word",
    "no_number": (
        "line {line} has '{got}' in {column}, expected is a number (what is missing is n/a)"
    ),
    "half": "line {line} has only one of its two times, give both or n/a for both",
    "twice": "line {line} names the word {word}, which stands in line {first} already",
    "negative": "line {line} begins at {onset:.3f} s, before the recording",
    "no_length": "line {line} ends at {offset:.3f} s, not after its beginning at {onset:.3f} s",
    "beyond": "line {line} ends at {offset:.3f} s, after the end of the recording at {end:.3f} s",
    "unordered": "line {line} begins at {onset:.3f} s, before line {other}; sort the rows by time",
    "overlap": "line {line} begins at {onset:.3f} s, before line {other} ends",
    "no_label": "line {line} is no label, expected are start, end and name with tabs between them",
    "unknown": "line {line} names the word {word}, which is not in the list ({allowed})",
    "absent": "the word {word} is not there",
}
