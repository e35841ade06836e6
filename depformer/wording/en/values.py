"""What is wrong with a value, a name or a setting."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "and_more": "and {more} more",
    "more": "{shown}, ... ({n} in all)",
    "not_allowed": "Invalid {name}: got '{got}', allowed are {allowed}.",
    "not_allowed_near": (
        "Invalid {name}: got '{got}', allowed are {allowed}. Did you mean '{near}'?"
    ),
    "whole_at_least": "Invalid {name}: got {got}, allowed is a whole number of at least {low}.",
    "number_from_to": ("Invalid {name}: got {got}, allowed is a number from {low:g} to {high:g}."),
    "whole_from_to": ("Invalid {name}: got {got}, allowed is a whole number from {low} to {high}."),
    "word_count": (
        "Invalid number of words: got {got}, allowed is any multiple of 4 from 8 up (the encoder "
        "halves the words twice). The nearest are {lower} and {upper}."
    ),
    "shape": "{name} has shape ({got}), expected is ({expected}).",
    "no_setting": "Invalid setting: got '{got}', allowed is NAME=VALUE, for example {example}=...",
    "no_pair": "Invalid {option}: got '{got}', allowed is NAME=VALUE, for example {example}.",
    "pair_twice": "Invalid {option}: {name} is given twice.",
    "no_whole_number": "Invalid {name}: got '{got}', allowed is a whole number.",
    "no_number": "Invalid {name}: got '{got}', allowed is a number.",
    "recording": (
        "A recording of shape {shape} with {bad} non-finite samples cannot be read; expected is "
        "one channel of finite numbers."
    ),
    "recording_short": (
        "A recording of {got} samples at {rate} Hz is too short for {bins} time bins; at least "
        "{needed} samples are needed."
    ),
}
