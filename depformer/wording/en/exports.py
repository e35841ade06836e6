"""Files for people: what cannot be made, and why."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "no_font": (
        "No font on this machine has the characters {letters}, which would become empty boxes. "
        "Install one (Debian: fonts-wqy-microhei for Chinese), label the words by --label pinyin "
        "or gloss, ask for --english, or take the format svg, whose text is drawn where it is read."
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
        "The panels need at least {needed:.0f} mm of height, {preset} allows {most:g} mm "
        "({panels}; {between} mm for gaps and letters). Put more of them side by side, leave the "
        "tallest out, or take a preset with smaller type."
    ),
    "panels_too_wide": (
        "Panels side by side need at least {needed:.0f} mm of width, the page has {most:g} mm "
        "({panels}; {between} mm for gaps). Give one of them a row of its own, or take a preset "
        "with smaller type."
    ),
    "too_narrow": (
        "'{figure}' needs {needed:.0f} mm of width with the type of {preset}, got {got:g} mm. "
        "{advice}"
    ),
    "too_low": (
        "'{figure}' needs {needed:.0f} mm of height at this width with the type of {preset}, got "
        "{got:g} mm. Leave the height out, or take a preset with smaller type."
    ),
    "take_wider": "Take a column of {mm:g} mm, or a preset with smaller type.",
    "take_smaller": "Take a preset with smaller type.",
    "one_participant": "One participant",
    "not_english": (
        "English labels were asked for, but these texts have no English: {texts}. Fill the column "
        "gloss or pinyin of stimuli/words.tsv, and write groups in English."
    ),
    "spec_format": "This spec has format {got}, and this version reads {known}.",
    "spec_empty": "A spec names at least one figure in each of its rows.",
    "spec_key": "key of the spec",
    "spec_kind": "Invalid {name} in the spec: got {got}, allowed is {wanted}.",
    "spec_text": (
        "Invalid {name} in the spec: got {got}, allowed is a text of one line, of visible "
        "characters, {most} at most."
    ),
    "spec_many": "This spec has {got:,} figures, {most} are allowed. Make several exports.",
    "spec_of_other_study": (
        "The spec was made from another study: its digest is {wanted}, that of the one named here "
        "{got}. Name the one it was made from."
    ),
    "spec_of_other_checkpoint": (
        "The spec was made from another checkpoint: its digest is {wanted}, that of the one named "
        "here {got}. Name the one it was made from."
    ),
    "spec_of_other_run": (
        "The spec was made from another run: its digest is {wanted}, that of the run named here "
        "{got}. Name the one it was made from, or leave out --run to have it computed again."
    ),
    "spec_of_other_baseline_study": (
        "The spec was made with the baseline of another study: its digest is {wanted}, that of the "
        "one named here {got}. Name the one it was made with by --baseline-from."
    ),
    "other_data": (
        "The numbers came out otherwise than the spec says, in {files}. It was written by "
        "depformer {made_by}, this is {now}: name the run it was made from by --run, or install "
        "that version. Nothing was written."
    ),
    "long_table": "{comment} {n} rows: too long a table to be read, see the CSV file.\n",
    "latex_chinese": "Chinese takes XeLaTeX or LuaLaTeX with the package xeCJK.",
    "yes": "yes",
    "no": "no",
    "too_small": (
        "{items} do not fit at {points:g} pt, the smallest type of {preset}, into {place}. {advice}"
    ),
}
