"""Checking a run: why it is refused."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_values": (
        "Checks are made of values of single words, and this run has none; explain with another "
        "method beside shapley_valence."
    ),
    "made_from_another": "The run cannot be checked: it was made from something else.",
    "other_digest": "{what}: the run's have the digest {run}, those of {root} {own}",
    "compared_already": (
        "{root} is a training that is compared already; name trainings of other seeds (--also)."
    ),
}
