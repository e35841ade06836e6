"""What is said of norms of words, and what is wrong with a table of them."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "about_valence_norm": "Mean rated valence, from {low:g} to {high:g}",
    "about_arousal_norm": "Mean rated arousal, from {low:g} to {high:g}",
    "about_norm_source": "Where the rated valence and arousal come from",
    "columns_role": "name of --columns",
    "column_of": "column of {path}",
    "no_column": (
        "{path} has no column for {lacking}; it has {there}. Say which one it is, for example "
        "--columns {lacking}=NAME."
    ),
    "no_source": "Norms need their --source: one line that cites them.",
    "scale": (
        "Invalid scale: got '{got}', allowed are the two ends of what was rated, the lower one "
        "first, for example 1-9 or -3:3."
    ),
    "not_valid": "{path} is no table of norms:",
    "twice": "{text} stands in several rows with different numbers",
    "none": (
        "{table} has none of the words of {words} (the first is {text}); nothing was written. Is "
        "it of another language or script?"
    ),
    "cited": "{source} (SHA-256 of the file {digest})",
}
