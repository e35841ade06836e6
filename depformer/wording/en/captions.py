"""What a caption says under a figure: whom it shows, by which method, and how."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "participant": "Participant {who}, n = 1.",
    "word": "Participant {who}, word '{word}', n = 1.",
    "completeness": "Completeness {gap}.",
    "contrast": "Contrast: {a} minus {b}; exploratory, no test was made.",
    "stream": "Stream: {stream}, first layer.",
    "top": "k = {k} of {n} words.",
    "bootstrap_in_groups": (
        "95 % intervals: percentile bootstrap over participants within each group, {resamples} "
        "resamples, seed {seed}."
    ),
    "bootstrap_people": (
        "95 % intervals: bootstrap over people, each with all of their sessions, {resamples} "
        "resamples, seed {seed}."
    ),
    "method": "Method: {method}.",
    "by_captum": "{method} (Captum {version})",
    "method_of_target": ("Method: {method} of {quantity} [{unit}]."),
    "method_against": ("Method: {method} of {quantity} [{unit}], baseline: {baseline}."),
    "compared": "Compared: {what} [{unit}], one number a person.",
    "absolute": "size of {what}, without its sign",
    "from_to": "{low} to {high}",
    "adjusted": (
        "Adjustment of p: {adjustments}; {permutations:,} permutations of whole participants, seed "
        "{seed}."
    ),
    "replaced": "Replaced: the {what} of {words}; in their place: {by}.",
}
