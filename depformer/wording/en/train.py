"""Training and evaluation: what cannot be done, and what limits a result."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "whole_number": (
        "Invalid {name}: got {got!r}, allowed is a whole number from {low:g} to {high:g}."
    ),
    "number": "Invalid {name}: got {got!r}, allowed is a number from {low:g} to {high:g}.",
    "nothing_differs": (
        "Nothing differs between the participants of {study} in the {modality}, so nothing can be "
        "learnt from it: leave it out (--without {option}), or extract the features again."
    ),
    "same_features": (
        "{first} and {second} have the same features in {study}, so one person could stand in "
        "training and in test. Remove one of the two."
    ),
    "too_few": (
        "Cannot split {groups} participants into {folds} folds: at least 2 folds are needed, and "
        "at least {least} complete participants in each group."
    ),
    # Parts that the study brings along.
    "split_column": "column of the parts",
    "parts": "The column {column} does not say everybody's part; allowed are {allowed}:",
    "no_part": "{who}: {column} is empty",
    "other_part": "{who}: {column} is '{got}'",
    "empty_part": (
        "Nobody who can be trained on or tested is in the part {part} of the column {column}; each "
        "of train, val and test needs somebody."
    ),
    "crossing": (
        "{n} person stands in several parts of the column {column}: {named}. A model would be "
        "tested on somebody it was trained on. Repeat it with --split-by person: all recordings of "
        "a person then go to the last of their parts (train, val, test).",
        "{n} people stand in several parts of the column {column}: {named}. A model would be "
        "tested on people it was trained on. Repeat it with --split-by person: all recordings of "
        "a person then go to the last of their parts (train, val, test).",
    ),
    "one_label": (
        "Everybody in the part train of the column {column} is {label}: there is nothing to tell "
        "apart."
    ),
    "folds_and_split": (
        "Give --folds or --split: the parts of a study are one split, and there are no folds."
    ),
    "by_needs_split": "--split-by says how the parts of --split are taken; name their column.",
    "group_size": "{n} {group}",
    "group_sizes": "{first} and {second}",
    "upper_half": "above the median",
    "lower_half": "up to the median",
    "no_severity": (
        "{study} has no severity to train on: two different numbers are needed in the column "
        "severity of participants.tsv."
    ),
    "diverged": (
        "Training diverged: the validation loss is no finite number in any epoch. Lower the "
        "learning rate, or check the features with `depformer validate`."
    ),
    "another_training": (
        "{folder} holds the finished folds of another training (other participants, features, "
        "options or seed). Repeat that command to go on with it, or delete the folder."
    ),
    "other_predictions": (
        "{path} does not hold a prediction for each participant whom this fold held out; remove "
        "the folder {folder} and repeat the command, which trains that fold again."
    ),
    "curves_elsewhere": (
        "Curves are written while a fold is fitted, and the workers do not see the folder: leave "
        "--curves out, or use workers that share the disk."
    ),
    "being_written": (
        "Another training is writing to {folder}; wait for it, or choose another folder."
    ),
    "all_trained_on": (
        "All {n} participants of {study} were trained on by {checkpoint}; performance needs people "
        "it has not seen."
    ),
    "even_batch": "participants a batch",
    "even_fold": "held-out participants of one fold",
    "left_out_unfit": (
        "{n} row is neither trained on nor tested, since a recording is missing or the "
        "group is neither healthy nor depressed: {who}.",
        "{n} rows are neither trained on nor tested, since a recording is missing or the group is "
        "neither healthy nor depressed: {who}.",
    ),
    "left_out_unknown": (
        "{n} row is neither trained on nor tested, since no severity is known of it: {who}.",
        "{n} rows are neither trained on nor tested, since no severity is known of them: {who}.",
    ),
    "nobody_with_severity": (
        "No held-out participant has a severity, so there is nothing to compare predictions with."
    ),
    "nobody_with_group": (
        "No held-out participant is in the groups healthy or depressed, so there is nothing to "
        "compare predictions with."
    ),
    "permuted": (
        "The labels of this checkpoint were shuffled before training. Here its predictions are "
        "compared with the true ones; what it reached on the shuffled ones stands in its card."
    ),
    "sessions_of_score": (
        "{rows} sessions of {n} person; errors are over sessions, intervals over people.",
        "{rows} sessions of {n} people; errors are over sessions, intervals over people.",
    ),
    "sessions_of_group": (
        "{rows} sessions of {n} person; everybody counts once, with the mean probability.",
        "{rows} sessions of {n} people; everybody counts once, with the mean probability.",
    ),
    "several_groups": (
        "{n} person whose sessions stand in different groups is left out.",
        "{n} people whose sessions stand in different groups are left out.",
    ),
    "not_calibrated": (
        "No calibrated probabilities: for some of those tested the map would rest on {n} "
        "validation person, at least {least} are needed.",
        "No calibrated probabilities: for some of those tested the map would rest on {n} "
        "validation people, at least {least} are needed.",
    ),
    "one_group_to_calibrate": (
        "No calibrated probabilities: for some of those tested the validation people are of one "
        "group only."
    ),
    "calibrated": (
        "depformer_calibrated: the model's logits through one Platt map, fitted on the validation "
        "people of all folds without those it is applied to ({least} to {most} people, slope "
        "{low:.2f} to {high:.2f}; L2 penalty, C = {c:g}). Everywhere else, probabilities are the "
        "model's own."
    ),
    "balanced_accuracy": "balanced accuracy",
    "ccc": "concordance correlation",
    "maybe_chance": (
        "The {metric} of {estimate:.2f} (95 % CI {low:.2f} to {high:.2f}) includes {chance:g}: the "
        "model may do no better than chance."
    ),
    "not_below_floor": (
        "The mean absolute error of {mae:.2f} {unit} is not below that of predicting the mean of "
        "the training people for everybody ({floor:.2f})."
    ),
    "below_chance": (
        "The {metric} of {estimate:.2f} (95 % CI {low:.2f} to {high:.2f}) lies below {chance:g}: "
        "the model does worse than chance."
    ),
}
