"""What a model predicts, a group or a score, wherever the two read differently."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "points": "points",
    "points_of": "{scale} points",
    "rounding": "{size} {unit}",
    "rounding_of_spread": (
        "{size:.2f} {unit} ({percent:.0f} % of the standard deviation of the training scores)"
    ),
    "direction_group": "← healthy · depressed →",
    "direction_severity": "← lower predicted score · higher →",
    "probability": "p(depressed) = {p:.2f}",
    "score": "a predicted score of {predicted:.1f}",
    "listed": "predicted {predicted:.1f}",
    "beside": "{score} (true: {true:g})",
    "explained_group": "the logit difference depressed minus healthy",
    "explained_severity": "the predicted score",
    "own_group": "logit difference from the baseline",
    "own_severity": "distance of the predicted score from that of the baseline",
    "up_group": "depressed",
    "down_group": "healthy",
    "up_severity": "a higher score",
    "down_severity": "a lower score",
    "plus_group": "+ towards depressed",
    "plus_severity": "+ higher predicted score",
    "short_group": "logit",
    "short_severity": "predicted score",
    "quantity_group": "Logit difference",
    "quantity_severity": "Predicted score",
    "share_group": "Share in the logit difference",
    "share_severity": "Share in the predicted score",
    "not_offered_group": (
        "Figure '{figure}' shows predicted scores, and this run's model predicts a group. Explain "
        "a checkpoint that was trained with --target severity."
    ),
    "not_offered_severity": (
        "Figure '{figure}' shows probabilities of a group, and this run's model predicts a score. "
        "Draw predicted_severity, which shows its scores beside the true ones."
    ),
}
