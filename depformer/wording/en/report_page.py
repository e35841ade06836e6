"""The report of a run: headings and notes."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "title": "What drove the predictions: {study}",
    "contents": "Contents",
    "heading_summary": "In short",
    "heading_believing": "Before believing it",
    "heading_participants": "Participants",
    "heading_performance": "Performance on held-out participants",
    "heading_cohorts": "Words and modalities, cohort by cohort",
    "heading_trust": "Is the explanation to be believed?",
    "heading_methods": "How it was made",
    "heading_sheet": "Reporting sheet",
    "no_guards": "Nothing that is checked here limits the conclusions.",
    "table_one": "Table 1. Characteristics by group",
    "performance_table": "Metrics with 95 % intervals",
    "not_checked": (
        "The checks of the explanation have not been run. Run 'depformer explain --trust' on this "
        "study and checkpoint, then write the report again."
    ),
    "references": "References",
    "made_with": "Model and run",
    "sheet_note": (
        "Oriented by the items of TRIPOD+AI (Collins et al. 2024, BMJ 385, e078378), in our own "
        "short words. What this run knows is filled in; the rest is for the authors."
    ),
    "sheet": "What is to be reported, item by item",
    "figure": "Figure {n}.",
    "no_browser": (
        "No Chrome or Chromium is installed to print a PDF with. Write the report as .html, which "
        "needs none, and print it from any browser."
    ),
    "written_html": "{path}: open it in any browser; it needs no network.",
    "written_pdf": "{path}",
    "writing": "Writing the report",
}
