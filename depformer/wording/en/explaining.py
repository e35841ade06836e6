"""Who is explained, and why somebody is not."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "severity": (
        "{checkpoint} predicts {target}; explanations are made of the difference of two logits. "
        "Train one with --target group."
    ),
    "nobody_named": "No participant is named; name some, or leave the choice out for all.",
    "too_incomplete": (
        "{who}: more than {share:.0%} of the recordings are missing, so a prediction would mostly "
        "be made of averages. Record the words again, or leave the participant out."
    ),
    "no_training_people": (
        "{methods} compares with the people whom the checkpoint was trained with, and {study} "
        "holds none of them; leave the method out, or explain the study of the training."
    ),
    "no_study_named": "No study folder is named; write its path in the side bar.",
    "no_checkpoint_named": "No checkpoint folder is named; write its path in the side bar.",
}
