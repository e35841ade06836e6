"""What is wrong with the question that a table is asked, and what its numbers say."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_groups": "Invalid groups: got none, name at least one, for example 'depressed'.",
    "two_groups": (
        "Invalid groups: got {got}, allowed are two different groups, for example "
        "('depressed', 'healthy')."
    ),
    "contrast": (
        "The contrast '{contrast}' does not say where its first group ends: got {found} times "
        "'{dash}', allowed is one. Name the groups without '{dash}', or take the table from the "
        "run instead of a file."
    ),
    "not_in_run": (
        "This run holds no {names}. Explain the study again with a method that computes it."
    ),
    "scale": "scale with known bands of severity",
    "no_valence": (
        "The words of this study have no valence, so nothing is compared by it: the column valence "
        "of stimuli/words.tsv is n/a."
    ),
    "no_head": "This run holds no attention head.",
    "gap": "gap {gap} {unit}",
    "gap_share": "gap {gap} {unit} ({share} % of the difference from the baseline)",
    "gap_value": "{value:.2f}",
    "gap_percent": "{value:.0f}",
    "gap_below": "below {smallest:g}",
}
