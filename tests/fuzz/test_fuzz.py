"""Whatever is damaged: a sentence or an answer, no code run, nothing changed, soon and small."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz.batches import FINE, tried
from tests.fuzz.child import unfit
from tests.fuzz.specimens import KINDS, write_sound

COUNTS = {"study": 100, "checkpoint": 30, "weights": 20}


@pytest.fixture(scope="module")
def sound(
    tiny_study: Path, tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    write_sound(tiny_study, tiny_checkpoint, folder)
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_inputs_cost_a_sentence(sound: Path, kind: str) -> None:
    found = list(tried(sound, kind, range(COUNTS[kind]), batch=COUNTS[kind]))
    faults = [
        f"--seed {each['seed']} --kind {kind}: {each['outcome']}; {each['done']}\n{each['said']}"
        for each in found
        if each["outcome"] not in FINE
    ]
    assert not faults, "\n".join(faults)
    assert len(found) == COUNTS[kind]
    # Mutations that no longer harm, or that nothing survives, would test nothing.
    assert Counter(each["outcome"] for each in found).keys() == set(FINE)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("One sentence.", ""),
        ("Two faults:\n  - a\n  - b", ""),
        ("Traceback (most recent call last)", "a traceback"),
        ("x" * 4000, "long"),
        ("Many:" + "\n  - x" * 13, "lines"),
        ("a\nb", "lines"),
        ("\u202eabc", "unprintable '\\u202e'"),
    ],
)
def test_what_a_person_should_not_have_to_read_is_known(text: str, why: str) -> None:
    assert unfit(text) == why
