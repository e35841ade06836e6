"""Explaining: what is refused of a question, a study or a budget."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "memory_unreadable": (
        "Invalid memory: got '{got}', allowed is a size in MB or GB, for example 2GB."
    ),
    "memory_too_small": (
        "Invalid memory: got {got:.0f} MB, at least {row:.0f} MB are needed for one row of this "
        "model."
    ),
}
