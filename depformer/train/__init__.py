"""Fit models and say how well they do on people they have not seen."""

from depformer.train.crossval import cross_validate
from depformer.train.evaluate import evaluate, held_out
from depformer.train.module import TrainOptions

__all__ = ["TrainOptions", "cross_validate", "evaluate", "held_out"]
