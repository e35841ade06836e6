"""How far long work is."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "cancel": "Cancel",
    "cancel_help": "What is done is kept, and the work goes on from there.",
    "starting": "Starting",
    "not_known": "working out how long it takes",
    "seconds": "about {left} s left",
    "minutes": "about {left} min left",
    "step": "Step {done} of {total}; {when}",
    "share": "{share:.0f} % done; {when}",
    "cancel_share_help": "Nothing of the study has been changed yet.",
    "cancel_made_help": "Nothing else depends on it; it can be begun again.",
    "one_step": "Working; other pages can be used meanwhile",
    "participant": "Participant {done} of {total}; {when}",
}
