"""Files for people: what cannot be made, and why."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_font": (
        "No font on this machine has the letters {letters}, which would become empty boxes. "
        "Install one (Debian: fonts-wqy-microhei for Chinese), label the words by --label pinyin "
        "or gloss, or take the format svg, whose text is drawn where it is read."
    ),
    "names_no_word": "Figure '{figure}' is about words: name one.",
    "no_consent": (
        "{who} has not consented to have their face published ({column} in participants.tsv is "
        "not 'yes')."
    ),
    "no_browser": (
        "Figures cannot be written: no Chrome or Chromium was found. Install one ('make system', "
        "or 'sudo apt-get install chromium'), or name it in the environment variable "
        "BROWSER_PATH. The camera button over each figure works without."
    ),
    "browser_silent": "no answer within {seconds} s",
    "browser_failed": "The browser at {browser} could not draw this figure: {fault}.",
    "not_positive": "Invalid {name}: got {got}, allowed is a positive number [mm].",
    "too_tall": "Invalid height_mm: got {got:g}, allowed is at most {most:g} for {preset}.",
    "width": "{mm:g} mm",
    "page_height": "the height of the page",
    "panels_number": (
        "Invalid panels: got {got}, allowed are 1 to {most}, at least one in each row."
    ),
    "panels_too_tall": (
        "The panels need {needed:.0f} mm of height, {preset} allows {most:g} mm. Put more of them "
        "side by side, take a wider page, or leave some out."
    ),
    "too_small": (
        "{items} do not fit at {points:g} pt, the smallest type of {preset}, into {place}. {advice}"
    ),
}
