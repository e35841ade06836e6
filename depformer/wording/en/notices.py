"""What stands beside every result."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "this_machine_only": (
        "DEP-Former Explorer answers to http://127.0.0.1 and http://localhost only."
    ),
    "research_use": (
        "Research use only. Not a diagnostic device; no output here is a clinical finding."
    ),
    "synthetic": (
        "Synthetic data: drawn faces and synthesised speech. No result here is about real people."
    ),
    "untrained": (
        "This checkpoint is untrained: its weights are fresh. Its predictions are chance, and its "
        "attributions say nothing of anybody."
    ),
    "known_ids": (
        "{n} participant of this study has an id that the checkpoint was trained with, but other "
        "features ({ids}). If it is the same person, the prediction is not held out.",
        "{n} participants of this study have ids that the checkpoint was trained with, but other "
        "features ({ids}). If they are the same people, their predictions are not held out.",
    ),
}
