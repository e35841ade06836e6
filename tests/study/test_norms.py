"""Norms of words: filled in by text, with their source, and nothing else of a study moves."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from depformer.files import digest_file
from depformer.study import default_words, load_study
from tests.cli.asked import ask
from tests.cli.test_out import state

SAID = ("--scale", "1-9", "--source", "Somebody (2020), Norms of words")


def norms(folder: Path, name: str = "norms.csv", **changed: object) -> Path:
    """Write a table of norms of the default words, the last one left out, in GB18030."""
    words = default_words(24)["text"].tolist()[:-1]
    table = pd.DataFrame({"词语": words, "Val M": [1 + i / 4 for i in range(23)], "Aro M": 5.5})
    table.assign(**changed).to_csv(folder / name, index=False, encoding="gb18030")
    return folder / name


COLUMNS = [f"--columns={pair}" for pair in ("text=词语", "valence=Val M", "arousal=Aro M")]


def test_norms_are_filled_in_with_their_source(own_study: Path, tmp_path: Path) -> None:
    before, table = load_study(own_study), norms(tmp_path)
    answer = ask("norms", "import", table, own_study, *SAID, *COLUMNS)
    assert answer.code == 0, answer.err
    assert "23 of 24 words have norms now" in answer.out
    last = before.words["text"].iloc[-1]
    assert f"1 word is not in the table of norms: {last}" in answer.err
    words = load_study(own_study).words
    assert words["valence_norm"].tolist()[:23] == [1 + i / 4 for i in range(23)]
    assert words["arousal_norm"].tolist()[:23] == [5.5] * 23
    assert words["norm_source"].tolist()[:23] == ["norms.csv"] * 23
    assert words[["valence_norm", "arousal_norm", "norm_source"]].iloc[-1].isna().all()
    described = json.loads((own_study / "stimuli" / "words.json").read_text("utf-8"))
    cited = described["norm_source"]["Levels"]["norms.csv"]
    assert cited.startswith("Somebody (2020), Norms of words")
    assert digest_file(table) in cited
    assert described["valence_norm"]["Description"] == "Mean rated valence, from 1 to 9"
    assert described["gloss"]["Description"]  # what was described stays so


def test_features_and_runs_stay_valid(own_study: Path, tmp_path: Path) -> None:
    before = load_study(own_study)
    known = before.digest, before.word_list_digest, before.feature_digest
    files = {path for path in own_study.rglob("*") if "stimuli" not in path.parts}
    contents = {path: digest_file(path) for path in files if path.is_file()}
    assert ask("norms", "import", norms(tmp_path), own_study, *SAID, *COLUMNS).code == 0
    after = load_study(own_study)
    assert (after.digest, after.word_list_digest, after.feature_digest) == known
    assert {path: digest_file(path) for path in files if path.is_file()} == contents
    own = ["word_id", "position", "text", "pinyin", "gloss", "valence"]
    pd.testing.assert_frame_equal(after.words[own], before.words[own])


def test_a_second_import_replaces_the_first(own_study: Path, tmp_path: Path) -> None:
    assert ask("norms", "import", norms(tmp_path), own_study, *SAID, *COLUMNS).code == 0
    second = norms(tmp_path, "other.csv", **{"Val M": 2}).rename(tmp_path / "other.csv")
    assert ask("norms", "import", second, own_study, *SAID, *COLUMNS[:2]).code == 0
    words = load_study(own_study).words
    assert words["valence_norm"].dropna().unique().tolist() == [2]
    assert words["arousal_norm"].isna().all()
    assert words["norm_source"].dropna().unique().tolist() == ["other.csv"]


FAULTS: dict[str, tuple[dict[str, object], tuple[str, ...], str]] = {
    "no column": ({}, (*SAID, *COLUMNS[1:]), "has no column for text; it has 词语, Val M, Aro M"),
    "a column of another name": (
        {},
        (*SAID, "--columns", "text=词"),
        "Invalid column of norms.csv: got '词', allowed are 词语, Val M, Aro M",
    ),
    "beyond the scale": (
        {"Val M": [9.5, *[5.0] * 22]},
        (*SAID, *COLUMNS),
        "norms.csv line 2: valence is '9.5', allowed is a number from 1.0 to 9.0",
    ),
    "a scale": ({}, ("--scale", "9", "--source", "x", *COLUMNS), "Invalid scale: got '9'"),
    "no source": ({}, ("--scale", "1-9", "--source", " ", *COLUMNS), "Norms need their --source"),
    "other words": ({"词语": "x"}, (*SAID, *COLUMNS), "x stands in several rows with different"),
    "none of the words": (
        {"词语": [f"x{number}" for number in range(23)]},
        (*SAID, *COLUMNS),
        "has none of the words of stimuli/words.tsv (the first is",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_a_sentence_and_the_study_stays(
    name: str, own_study: Path, tmp_path: Path
) -> None:
    changed, options, says = FAULTS[name]
    table = norms(tmp_path, **changed)
    before = state(own_study)
    answer = ask("norms", "import", table, own_study, *options)
    assert answer.code == 2
    assert says in answer.err
    assert state(own_study) == before
