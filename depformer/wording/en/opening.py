"""What is said where a study and a checkpoint are opened in the dashboard."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_study_named": "No study folder is named; write its path in the side bar.",
    "no_checkpoint_named": "No checkpoint folder is named; write its path in the side bar.",
}
