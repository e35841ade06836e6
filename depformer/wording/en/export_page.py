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
    "english": "English labels alone",
    "english_help": "Words are called by their gloss, in figures and captions.",
    "page": "Files",
    "separate": "One file a figure",
    "columns": ("One page of panels, one below the other", "One page of panels, {n} side by side"),
    "columns_help": (
        "Panels a, b, c of one page, in the order of the menu. As many stand side by side as fit: "
        "a figure that takes the whole width has a row of its own."
    ),
    "page_of": "One page of {figures}",
    "all": "All as zip ({figures})",
    "make_all": "Make all files ({figures})",
    "making_all": "The figures are drawn and written, with all that belongs to them.",
    "report": "Report",
    "report_what": (
        "The whole run in one file: participants, performance, what limits the conclusions, "
        "figures of the cohorts, methods and the reporting sheet. No person is named or shown."
    ),
    "write_report": "Write the report",
    "download_report": "Download the report",
    "all_help": (
        "Figures, their numbers as CSV, LaTeX and Markdown, captions, methods, references, guards, "
        "and a spec.json from which 'depformer figures --spec' makes all of it again"
    ),
    "figures": "Figures",
    "journal": "Journal",
    "width": "Width",
    "file": "File",
}
