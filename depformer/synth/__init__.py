"""A synthetic study with planted truth: drawn faces and synthesised speech."""

from depformer.synth.study import write_study

__all__ = ["write_study"]
