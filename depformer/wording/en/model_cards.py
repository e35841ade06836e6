"""Model cards: what a checkpoint is, what it reached, what it is not. Markdown."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "fold_title": "# DEP-Former, fold {fold}",
    "fold": (
        "Trained on {train} participants of *{study}*, stopped by {val}, held out {test}. "
        "{weights:,} weights; best epoch {best} of {epochs}."
    ),
    "fold_performance": "## Held-out performance of this fold",
    "set_title": "# DEP-Former, {folds}-fold cross-validation of *{study}*",
    "given_title": "# DEP-Former, fitted to the parts of *{study}* (column {column})",
    "given_performance": (
        "## Performance on the part test; the part val chose the epoch, neither was trained on"
    ),
    "together": (
        "Whoever stands in several parts of the study is, with all recordings, in the last of them "
        "(train, val, test): nobody is on two sides."
    ),
    "set": (
        "{words} words, faces of {image} x {image} pixels, audio vectors of {audio} numbers; "
        "d_model {d_model}, {heads} heads, sparsity factor {sparsity}. Seed {seed}, at most "
        "{epochs} epochs, AdamW, learning rate {rate:g}."
    ),
    "set_performance": (
        "## Held-out performance, each participant by the fold that did not see them"
    ),
    "sharing_chooses": (
        "With {words} words and this sparsity factor, {selected} of the {queries} queries that the "
        "attention sharing unit sees are selected; it therefore has a choice."
    ),
    "sharing_idle": (
        "With {words} words and this sparsity factor, {selected} of the {queries} queries that the "
        "attention sharing unit sees are selected, so its choice changes nothing and its "
        "confidence gets no gradient."
    ),
    "permuted": (
        "**The labels were shuffled among the participants before training: what it reached is "
        "chance.**"
    ),
    "ablation": "An ablation, trained without: {parts}.",
    "severity": "It predicts the severity of the rating scale, not the group.",
    "untrained_title": "# DEP-Former, untrained, of the sizes of *{study}*",
    "untrained": (
        "**Nobody has trained this model.** Its weights are fresh, so its predictions are chance "
        "and its attributions say nothing of anybody. It is there to go the whole way from "
        "recordings to figures before there is a training: `depformer train` makes the one to use."
    ),
    "untrained_sizes": (
        "{words} words, faces of {image} x {image} pixels, audio vectors of {audio} numbers; "
        "{weights:,} weights, drawn with seed {seed}."
    ),
    "untrained_baselines": (
        "It stores no mean of training people. Compare words with the baseline `zero`, "
        "`participant_mean`, or the mean of a study that you name: in the side bar of the app "
        "(Baseline, and Study of the baseline), or by `--baseline-from STUDY`. A missing recording "
        "is taken for an average one."
    ),
    "metrics_head": "| metric | value | 95 % interval | n |",
    "metric": "| {metric} | {value:.3f} | {low:.3f} to {high:.3f} | {n} |",
    "metric_alone": "| {metric} | {value:.3f} |  | {n} |",
    "seeds": (
        "# Cross-validation over seeds {seeds}\n\nHeld-out performance; the range over seeds is no "
        "confidence interval. Open one of the folders seed-* as a checkpoint."
    ),
    "seeds_head": "| metric | mean over seeds | range |",
    "seeds_metric": "| {metric} | {mean:.3f} | {low:.3f} to {high:.3f} |",
}
