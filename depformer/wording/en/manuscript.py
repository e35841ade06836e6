"""What a manuscript says of how figures were made."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "model": (
        "Predictions are those of a DEP-Former (Ye et al., 2025; {sizes}; checkpoint {checkpoint}) "
        "for {people} of a study with {words} (study {study})."
    ),
    "explained": (
        "Explained was {quantity}, by {methods}; baseline: {baseline}; seed {seed}. Held-out "
        "participants alone enter comparisons, each explained by a model that was not trained on "
        "them, unless a figure says otherwise."
    ),
    "no_method": "The figures show predictions alone; no method of explanation enters them.",
    "groups_by": "Groups: participants with {filter}, and all others for whom it is known.",
    "figure": "'{question}' was made with {options}.",
    "figure_plain": "'{question}' has no options.",
    "tests": (
        "P values are by permutation of whole participants ({permutations} permutations, seed "
        "{seed}), adjusted by {adjustments}; p = (k + 1) / (n + 1)."
    ),
    "synthetic": "All data are synthetic: nothing here is a clinical finding.",
    "versions": (
        "Software: depformer {own} (run computed with {of_run}), {packages}. Research use, not a "
        "diagnostic device."
    ),
}
