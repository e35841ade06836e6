"""What is wrong where work is carried out."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "died": (
        "The process that worked on {about} ended twice before it was finished, most often for "
        "lack of memory. What was finished is kept: run the same command again with fewer "
        "--workers."
    ),
    "lost": (
        "What was made of {about} is gone from the disk. Run the same command again; what is there "
        "is kept."
    ),
    "other_study": (
        "{path} has changed while it was being worked on: its digest is {got}, it was {own}. "
        "Run the command again."
    ),
    "other_checkpoint": (
        "{path} has changed while it was being worked on: its digest is {got}, it was {own}. "
        "Run the command again."
    ),
}
