"""What the model would say if words were replaced."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "title": "What if some words had been different?",
    "what": (
        "The model predicts again, with the words below replaced. This shows what the model does,"
        " not what the person would have done. A donor may be one of the people whom the model "
        "was trained with."
    ),
    "words": "Words",
    "choose_single_words": "Choose words",
    "choose_words": "Choose words, or all of a valence",
    "their": "Their",
    "face_and_voice": "Face and voice",
    "replaced_by": "Replaced by",
    "muted": "the {baseline} (muted)",
    "donor": "those of {who} ({group})",
    "p_before": "p(depressed) as recorded",
    "p_after": "p(depressed) with these words replaced",
    "logit_after": "Logit with these words replaced",
    "all_of": "all {kind} words",
}
