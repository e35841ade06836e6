"""What is wrong with a run on disk, or with the place where one is to be kept."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "missing": "There is no run at {path}.",
    "no_run": (
        "{path} is no run: a run is a folder with {about} and {arrays}. Name one that depformer "
        "explain wrote."
    ),
    "too_large": (
        "The run at {path} claims to hold {got:.0f} GB, at most {most:.0f} are read. Name a run "
        "that depformer explain wrote."
    ),
    "damaged": (
        "The run at {path} is damaged: its files are not those that were written. Delete it, and "
        "it is computed again."
    ),
    "unreadable": (
        "The run at {path} cannot be read ({why}). Delete it, and it is computed again."
    ),
    "no_home": (
        "No run can be kept: neither {study} nor the cache folder can be written to. Make one "
        "writable, or set XDG_CACHE_HOME."
    ),
    "of_another_study": (
        "The run at {path} is not of this study: it was made from people, words or recordings with "
        "the digest {got}, those of the study have {own}. Open the study that it was made from, or "
        "explain this one."
    ),
    "of_another_checkpoint": (
        "The run at {path} is not of this checkpoint: it was made by the one with the digest "
        "{got}, this one has {own}. Open the checkpoint that made it, or explain with this one."
    ),
    "of_another_baseline_from": (
        "The run at {path} does not have the mean of this study as its baseline: it was made with "
        "that of the study with the digest {got}, this one has {own}. Name the study of its "
        "baseline, or explain with this one."
    ),
    "other_folds": (
        "The run at {path} cannot be checked here: its folds are not those that did not see its "
        "people. Explain them without a fold of your own."
    ),
}
