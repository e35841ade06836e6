"""What stands around a figure in the app."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "level_block": "No test",
    "level_warn": "Caution",
    "level_info": "Note",
    "csv": "All the numbers of this figure",
    "svg": (
        "The figure as a file, without pictures of people; other sizes and formats are on the "
        "page Export"
    ),
    "no_browser": "No Chrome or Chromium was found on this machine.",
    "use_camera": "The camera button over a chart saves it as well.",
}
