"""Explaining: what is refused of a question, a study or a budget."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "nobody_named": "No participant is named; name some, or leave the choice out for all.",
    "too_incomplete": (
        "{who}: more than {share:.0%} of the recordings are missing, so a prediction would mostly "
        "be made of averages. Record the words again, or leave the participant out."
    ),
    "no_training_people": (
        "{methods} compares with the people whom the checkpoint was trained with, and {study} "
        "holds none of them; leave the method out, or explain the study of the training."
    ),
    "mean_of_no_study": (
        "The baseline 'study_mean' is the mean of a study that is named for it: got baseline "
        "'{got}' and no study. Give both, or neither: in the side bar of the app (Baseline, and "
        "Study of the baseline), or by --baseline study_mean --baseline-from STUDY."
    ),
    "study_unused": (
        "The baseline 'study_mean' is the mean of a study that is named for it: got baseline "
        "'{got}' and a study. Give both, or neither: in the side bar of the app (Baseline, and "
        "Study of the baseline), or by --baseline study_mean --baseline-from STUDY."
    ),
    "mean_of_too_few": (
        "{study} cannot be a baseline: a word is recorded of {got} participants, at least {least} "
        "are needed, so that the mean shows nobody."
    ),
    "donor_lacks": (
        "{donor} has no recording of {words}; choose another donor, or leave these words out."
    ),
}
