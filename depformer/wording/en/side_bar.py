"""The side bar: which study, checkpoint and run are open, and what is shown of them."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "default": "All that draw no samples",
    "shapley": "Those and Shapley values",
    "all": "All; needs the people of the training",
    "words_as": "Words as",
    "method": "Attribution method",
    "folders": "Study and checkpoint",
    "study": "Study folder",
    "checkpoint": "Checkpoint folder",
    "checkpoint_help": (
        "A folder on this machine, or hf:ORG/NAME of a checkpoint on a hub that `depformer fetch` "
        "has fetched. The app itself asks nobody."
    ),
    "baseline": "Baseline",
    "baseline_help": "What words are compared with, and what a muted word is replaced by.",
    "baseline_from": "Study of the baseline",
    "baseline_from_hint": "for the mean of a named study",
    "methods": "Methods",
    "methods_help": "Methods that draw samples take longer than all others together.",
    "run": "Run",
    "run_of_the_above": "of the baseline and methods above",
    "run_help": (
        "A run that is there already, from those kept for this study and checkpoint, or the path "
        "of its folder. It brings its own baseline and methods."
    ),
    "kept_run": "{methods} · {baseline} · {when} · {name}",
    "kept_run_checked": "{methods} · {baseline} · checked · {when} · {name}",
    "n_methods": ("{n} method", "{n} methods"),
    "open": "Open",
    "opened_before": "Opened before",
    "no_attribution": "This run holds no attribution.",
    "signed": ("Values have a direction; unit: {unit}. The run holds every method listed here."),
    "unsigned": ("Values have no direction; unit: {unit}. The run holds every method listed here."),
}
