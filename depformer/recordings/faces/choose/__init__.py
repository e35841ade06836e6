"""Which picture stands for a word: one rule a file, one line here; the first is the default."""

from depformer.recordings.faces.choose import expressive, onset, sharpest
from depformer.recordings.faces.rule import RuleSpec
from depformer.registry import Registry

RULES: Registry[RuleSpec] = Registry("rule", (onset.SPEC, sharpest.SPEC, expressive.SPEC))
