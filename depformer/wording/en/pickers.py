"""The widgets that choose what a page is about."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "word_missing": "{name}, missing",
    "word_in_doubt": "{name}, in doubt",
    "person": "{group}: {who}",
    "stretch": "Shown",
    "stretch_all": "All of it",
    "stretch_s": ("{n} s around the word", "{n} s around the word"),
    "known_id": "Known id, other features",
    "known_id_help": (
        "The checkpoint knows this id with other features. It is taken as a new person, but if it"
        " is the same one, the model may have been trained on them."
    ),
    "not_seen": "The model has not seen this person.",
    "seen": "The model has seen this person, so the prediction says little.",
    "choose_word": "Click it in a figure, or choose it here",
    "see": "See {word} for {who}",
    "recordings": "Recordings",
    "recordings_mapped": "With attributions",
    "recordings_plain": "As recorded",
    "order": "Order of the words",
    "order_list": "List order",
    "order_valence": "Valence",
    "order_size": "Size",
    "words_shown": "Words shown",
    "first": "First {n}",
    "all": "All",
    "participant": "Participant",
    "previous": "Previous",
    "next": "Next",
    "word": "Word",
    "word_and_id": "{name} ({word})",
    "stream": "Stream",
    "measure": "Measure",
    "measure_attribution": "Attribution",
    "measure_selection_rate": "Selection rate",
    "measure_attention_received": "Attention received",
    "sign": "Value",
    "sign_signed": "With its sign",
    "sign_size": "Its size",
    "people": "People",
    "people_everyone": "Everyone",
    "people_correct": "Predicted right",
    "people_matched": "Matched",
    "covariates": "Hold constant",
    "no_covariate": "Nothing",
    "covariates_help": (
        "Columns of the study's participants. The difference is then that of a linear model, and "
        "the residuals are permuted (Freedman and Lane)."
    ),
}
