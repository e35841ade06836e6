"""Where the words of a recording are, and what is doubtful about it."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "too_many": (
        "{got} sounds of a voice were found where {words} words are expected: that is no reading "
        "of a word list. Give an events table that says where the words are."
    ),
    "repeated": "It sounds like {word} once more.",
    "a_voice": "It is a voice beside the words.",
    "a_noise": "It is hardly a voice: a cough, a breath or a noise.",
    "uncertain": "Other sounds fit it, too ({share:.0f} % for this one).",
    "said_again": "It seems to be said twice, also at {at:.3f} s.",
    "like_before": "It sounds like {word}, the word before it.",
    "long": "It is much longer than expected.",
    "short": "It is much shorter than expected.",
    "faint": "It is hardly louder than the noise around it.",
    "missing_between": "Nothing was found for it between {before} and {after}.",
    "missing_after": "Nothing was found for it after {before}.",
    "missing_before": "Nothing was found for it before {after}.",
    "missing_there": "Nothing was found for it from {start:.3f} to {stop:.3f} s.",
    "missing": "Nothing is spoken in this recording.",
}
