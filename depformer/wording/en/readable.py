"""Tables as people read them: headings, and what they rest on."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "metric_accuracy": "Accuracy",
    "metric_auc": "AUC",
    "metric_sensitivity": "Sensitivity",
    "metric_specificity": "Specificity",
    "metric_brier": "Brier score (lower is better)",
    "metric_mae": "MAE [{unit}]",
    "metric_rmse": "RMSE [{unit}]",
    "metric_ccc": "Concordance",
    "metric_pearson": "Pearson's r",
    "metric_balanced_accuracy": "Balanced accuracy",
    "metric_f1": "F1",
    "metric_precision": "Precision",
    "metric_calibration_intercept": "Calibration intercept (0 is right)",
    "metric_calibration_slope": "Calibration slope (1 is right)",
    "metric": "Metric",
    "estimate": "Estimate",
    "n": "n",
    "predicts": "Predicts",
    "interval_and_n": "{low:.2f} to {high:.2f}, n = {n}",
    "below_each_value": (
        "Below each value: its 95 % interval and the number of held-out people it rests on."
    ),
    "below_each_value_of_sessions": (
        "Below each value: its 95 % interval and the number of held-out sessions it rests on; they "
        "are of {who}, whom the intervals resample."
    ),
    "rounded": "{value:.2f}",
    "not_known": "not known",
    "by_design": "by design",
    "contrasts_note": (
        "Each person's mean over the words of a valence, then the difference of the groups' "
        "means; n = {n_a} {a}, {n_b} {b} held-out participants; Welch's t intervals, not "
        "adjusted. Exploratory: no test is made."
    ),
    "person": "{group} · {who} · {prediction}",
    "trained_on": "Trained on",
    "untrained": "nobody: fresh weights",
    "copies": "Copies of the model, one a fold",
    "weights": "Weights per fold",
    "size": "Size",
    "size_of": "{n_words} words, {n_heads} heads, width {d_model}",
    "participants": "Participants",
    "baseline": "Baseline of attributions",
    "seeds": "Seed of training, of the run",
    "explained_on": "Explained on",
    "checkpoint_digest": "Checkpoint digest",
    "checkpoint_source": "Checkpoint fetched from",
    "feature_digest": "Feature digest",
    "not_explained": "Not explained, because too many recordings are missing: {who}.",
    "other_features": (
        "The checkpoint knows these ids with other features, so they are taken as new people: "
        "{who}."
    ),
    "other_features_and_more": (
        "The checkpoint knows these ids with other features, so they are taken as new people: "
        "{who} and {more} more."
    ),
    "no_direction": "no direction",
    "heads_of": "{n} of {of}",
    "attends_most": "Attends most to (even shares: {percent:.0f}\u00a0%)",
    "attends_nowhere": "attends in no head",
    "share_of_word": "{word} ({percent:.0f}\u00a0%)",
    "characteristic": "Characteristic",
    "smd": "SMD",
    "words": "Words",
    "modality": "Modality",
    "interval": "95 % interval",
    "ends": "{low} to {high}",
    "method": "Method",
    "unit": "Unit",
    "stream": "Stream",
    "heads": "Heads",
    "item": "Item",
    "value": "Value",
    "share_of": "{name}: {level}, share",
    "mean_sd": "{name}, mean (SD) {unit}",
}
