"""The checks of a run in the app."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "what": (
        "This run has not been checked yet. The checks mute words in the order of each method and"
        " at random, draw the weights of the model anew, layer by layer, and explain everybody "
        "again by the other folds, by 20 models that have learned nothing, and against every "
        "baseline: some 40 times the work of the run. They are done once and kept, also if you "
        "leave this page."
    ),
    "run": "Run the checks",
    "go_on": "Go on",
    "working": "The explanations are being checked; the other pages can be used meanwhile.",
}
