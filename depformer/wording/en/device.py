"""The device that a model is put on: what is said where it is not there."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "not_built": "--device {device}: this torch build has no {what}; allowed here: {present}.",
    "not_found": "--device {device}: torch finds no {what} here; allowed here: {present}.",
    "memory": (
        "The memory of {device} is too small for this, or others use it; what is finished is kept. "
        "Free it, or leave out --device {device}."
    ),
    "other": (
        "This run was computed on {names}, and --device {device} changes nothing about it: numbers "
        "agree to 1e-4 of the largest cell."
    ),
}
