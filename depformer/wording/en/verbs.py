"""What the verbs of the command print, and what they refuse."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "valid": (
        "{study} is valid: {groups}; {words} words, faces of {image} x {image} pixels, {audio} "
        "numbers per audio vector; missing recordings: {faces} faces, {voices} voices."
    ),
    "synthesised": "{out}: {participants} synthetic participants, {words} words, seed {seed}.",
    "importing": "Importing",
    "imported": (
        "{study}: {n} participant, {words} words, imported and checked.",
        "{study}: {n} participants, {words} words, imported and checked.",
    ),
    "imported_sessions": (
        "{study}: {n} person in {rows} sessions, {words} words, imported and checked.",
        "{study}: {n} people in {rows} sessions, {words} words, imported and checked.",
    ),
    "norms_imported": "{found} of {n} words have norms now.",
    "norms_absent": (
        "{n} word is not in the table of norms: {words}.",
        "{n} words are not in the table of norms: {words}.",
    ),
    "exported": "{out}: the study as BIDS defines it, without features; explain the study itself.",
    "drawing": "Drawing and speaking",
    "training": "Training",
    "explaining": "Explaining",
    "published_mode": "Published mode: seed {seed}, {batch} participants a batch.",
    "explained": "{folder}: {who} ({roles}), {methods}.",
    "also_without_trust": "--also compares explanations of several trainings; add --trust.",
    "nobody_held_out": (
        "Nobody in this study is held out or new to the checkpoint; cohort comparisons need people "
        "it has not seen."
    ),
    "several_processors": (
        "Computed on processors of several kinds, on which numbers agree to 1e-5 of the largest "
        "cell and not to the bit: {names}."
    ),
    "left_out": "Left out, too many recordings missing: {names}.",
    "invalid_width": "Invalid width: got {got:g} mm, {preset} allows {allowed}.",
    "unchecked": (
        "Left out, since they need the checks (depformer explain STUDY CHECKPOINT --trust): "
        "{figures}."
    ),
    "nothing_compared": (
        "None of these figures tests groups, so {options} would change nothing: leave it out, or "
        "ask for cohort_forest, for example."
    ),
    "method_not_held": (
        "Invalid method: this run does not hold {method}, it holds {held}. Name it in --methods to "
        "have it computed."
    ),
    "invalid_panel": (
        "Invalid panel: got '{got}', allowed is a figure's id, then @ and a participant, then : "
        "and a share of the width, for example 'word_profile@sub-001:2'; , stands between "
        "panels, / between rows."
    ),
    "panels_and_figures": "--panels names the figures already: leave out --figure.",
    "spec_and_options": (
        "--spec says already what to make: leave out {options}. What may be given beside it are "
        "--run and --baseline-from."
    ),
    "unknown_option": "--option knows no '{got}' of these figures; known: {held}.",
    "no_option": "none",
    "not_yes_or_no": "--option {name} must be yes or no, got '{got}'.",
    "not_a_count": "--option {name} must be a whole number of 1 or more, got '{got}'.",
    "figure_empty": "{figure} is written, and shows nothing: {why}.",
    "figure_left_out": "{figure} is left out: {why}",
    "run_and_question": (
        "--run names a run that is there already, so {options} would change nothing; leave one out."
    ),
    "dashboard_at": "Dashboard: {address}  (Ctrl-C ends it)",
    "no_checkpoint": "No checkpoint is named: of the pages only Recordings can show anything.",
    "port_taken": (
        "Port {port} on {host} is taken by another program; choose a free one, for example: "
        "depformer dashboard --port {other}"
    ),
    "nothing_to_open": (
        "There is no sample study here ({path}); name what to open: depformer dashboard --study "
        "STUDY --checkpoint CHECKPOINT. A study to try is made by: depformer synth STUDY"
    ),
}
