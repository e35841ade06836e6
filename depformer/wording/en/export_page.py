"""The page on which figures are ordered as files."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "what": (
        "Figures at the exact size of the page, each with its numbers and a caption. Figures of "
        "one person show {who}; the words are written as chosen on the left."
    ),
    "choose": "Choose at least one figure",
    "narrowest": "Narrowest that fits",
    "pictures": "With faces and voices",
    "pictures_help": (
        "Shows the filmstrip of {who} in the word profile; this person has consented to have "
        "their face published."
    ),
    "as_printed": "As printed: black on white.",
    "all": "All as zip ({figures})",
    "all_help": "Figures, their numbers as CSV, and captions",
    "figures": "Figures",
    "journal": "Journal",
    "width": "Width",
    "file": "File",
}
