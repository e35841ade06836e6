"""Planted truth: does the explanation find what was planted? Of synthetic studies alone."""

from __future__ import annotations

from depformer.explain.check_work import CheckSpec, Found, Work
from depformer.labels import MODALITIES


def measure(work: Work) -> Found:
    """Return the planted effect of each cell; nothing of a study that is not synthetic."""
    planted = work.study.planted()
    if planted is None:
        return Found()
    table = planted.pivot_table("effect_d", "word_id", "modality", aggfunc="sum", fill_value=0)
    words = work.study.words["word_id"]
    cells = table.reindex(index=words, columns=list(MODALITIES), fill_value=0)
    return Found(variables={"planted": (("word", "modality"), cells.to_numpy(dtype=float))})


SPEC = CheckSpec("planted_truth", models=lambda work: 0, measure=measure)
