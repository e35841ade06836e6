"""What a model predicts, a group or a score, wherever the two read differently."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "points": "points",
    "points_of": "{scale} points",
    "direction_group": "← healthy · depressed →",
    "direction_severity": "← lower predicted score · higher →",
    "probability": "p(depressed) = {p:.2f}",
    "score": "predicted score = {predicted:.1f}",
    "beside": "{score} (true: {true:g})",
}
