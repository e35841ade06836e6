"""What the pages of the app say, and what their frame says when something is wrong."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "opening": "Opening study and checkpoint",
    "explaining_never": (
        "This study has not been explained with this checkpoint yet. It is done once and kept, "
        "also if you leave this page."
    ),
    "explaining_earlier": (
        "The study has changed since this checkpoint explained it. It is explained again, once, "
        "and kept, also if you leave this page. The earlier results are of the study as it was."
    ),
    "explaining_now": (
        "This checkpoint has explained the study, but not with the methods and the baseline that "
        "are asked for now. It is done once and kept, also if you leave this page."
    ),
    "explaining_unread": "The study is being explained. It is done once and kept.",
    "without_run": "The page {page} needs no checkpoint: it opens every study that is in order.",
    "cancelled": "Cancelled. What was done is kept.",
    "start_again": "Start again",
    "unforeseen": "Something went wrong that should not: {what}. Details are in the terminal.",
    "needs": "The page {page} needs {names}, which this run does not hold.",
    "part_of_address": "part of the address",
    "address_not_followed": "The address was not followed. {fault}",
    "checkpoint_changed": (
        "The checkpoint has changed since this run was made; open it again in the side bar."
    ),
    "tracing": "Tracing the prediction back to pixels",
    "predicting": "Predicting again",
    "drawing": "Drawing the figure at its printed size",
    "performance": "How well does the model predict people it has not seen?",
    "before_believing": "What to know before believing this",
    "who": "Who was studied",
    "who_note": (
        "Held-out participants. SMD: standardised mean difference; above 0.1 is unbalanced. "
        "Severity defines the groups, so it differs by design."
    ),
    "which": "Which model, which run",
    "own_card": "The checkpoint's own card",
    "no_word_yet": "The word's face, voice, attributions and attention appear here.",
    "compared": "Do the groups differ, and how surely?",
    "testing": "Permuting people",
    "mixed": "Does the contrast of valence hold for words like these?",
    "mixed_what": (
        "A linear mixed model in which people and words are both a sample. Fitting it takes from "
        "some seconds to two minutes, the more people and words, the longer."
    ),
    "mixed_fit": "Fit the mixed model",
    "mixed_fitting": "A mixed model is fitted to face and voice together, then to each.",
    "query_score": (
        "A query's score says how unevenly a word's query meets all words. It has no direction, "
        "and is not the attention that the word receives."
    ),
    "query_dot": "A dot: the query attends (among the model's u = {u} most active queries).",
    "selection_rate": "Selection rate: in what share of the heads it is among the top k = {k}.",
    "title_overview": "Overview",
    "title_participant": "Participant",
    "title_words": "Words",
    "title_cohorts": "Cohorts",
    "title_trust": "Trust",
    "title_recordings": "Recordings",
    "title_export": "Export",
}
