"""What a job does is what the library and the command do, and lies in its folder at the end."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.pandas import column, data_frames

from depformer.errors import DepformerError
from depformer.explain import kept_run
from depformer.export.archive import Order, archive
from depformer.jobs import submit as submitting
from depformer.jobs.job import asked_job, jobs_of, read_job
from depformer.jobs.made import read_tables, tables_content
from depformer.jobs.opening import Opening, Source
from depformer.jobs.reopened import asked_of, opened_of
from depformer.jobs.submit import cancel, follow, submit
from depformer.jobs.worker import NICE
from depformer.model import load_checkpoint
from depformer.runs.opened import Opened
from tests.cli.asked import ask
from tests.conftest import TINY_SIZES

START = submitting.start  # before the tests put a thread in its place


def silent(done: int, total: int) -> None:
    pass


@pytest.fixture
def source(homes: Path, six_people: Path, tiny_checkpoint: Path) -> Source:
    kept_run(six_people, tiny_checkpoint)
    return Source(str(six_people), str(tiny_checkpoint))


@pytest.fixture
def opened(source: Source) -> Opened:
    opening = Opening(source)
    opening.thread.join()
    assert opening.result is not None
    return opening.result


def test_a_job_opens_what_the_reader_has_open(source: Source, opened: Opened) -> None:
    asked = asked_of(source, opened)
    again = opened_of(asked)
    assert (again.key, again.run.identical(opened.run)) == (opened.key, True)
    split = opened_of(asked, "sex == F")
    assert split.run["group"].values.tolist() != opened.run["group"].values.tolist()
    with pytest.raises(DepformerError, match="has changed since"):
        opened_of({**asked, "key": "other"})


def files(archived: bytes) -> dict[str, bytes]:
    """Return the files of an archive; plotly draws the id in an SVG anew each time."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(archived)) as file:
        for name in file.namelist():
            found[name] = file.read(name)
            for drawn in re.findall(rb'(?:-|trace)([0-9a-f]{6})"', found[name]):
                found[name] = found[name].replace(drawn, b"")
    return found


def test_an_archive_is_that_of_the_library(
    source: Source, opened: Opened, browser_path: str
) -> None:
    who, method = (str(opened.run[name].values[0]) for name in ("participant", "method"))
    order = Order(who, method, "text", "nature", "svg", None)
    names = ("word_profile", "roc")
    asked = {"opened": asked_of(source, opened), "names": list(names), "order": asdict(order)}
    job = submit("figures", asked, study=opened.study.root)
    made = follow(job, silent)
    assert made == job.folder / "figures.zip"
    assert files(made.read_bytes()) == files(archive(opened, names, order))
    assert (read_job(job.folder).done, read_job(job.folder).total) == (2, 2)


def test_a_training_in_the_background_gives_the_weights_of_one_here(
    homes: Path, own_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in (submitting.WORKERS, submitting.UNENCRYPTED, *submitting.ELSEWHERE.values()):
        monkeypatch.setenv(variable, "")  # what the command tells its job ends with the test
    asked = ["train", own_study, "--folds", "2", "--epochs", "1"]
    begun = ask(*asked[:2], tmp_path / "there", *asked[2:], "--background")
    assert begun.code == 0
    (job,) = jobs_of(own_study)
    assert job.id in begun.out
    assert job.id in ask("jobs", own_study).out
    follow(job, silent)
    assert ask(*asked[:2], tmp_path / "here", *asked[2:]).code == 0
    there, here = (load_checkpoint(tmp_path / name) for name in ("there", "here"))
    assert there.digest == here.digest
    for name in ("--epochs", "--workers"):
        refused = ask("train", own_study, tmp_path / "never", name, "-1", "--background")
        assert (refused.code, len(jobs_of(own_study))) == (2, 1)


def test_a_job_goes_behind_whatever_answers_a_reader(
    homes: Path, own_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitting, "start", START)
    asked = {"study": str(own_study), "out": str(tmp_path / "out"), "seed": 1, "seeds": 1}
    asked |= {"preset_name": "compact", "folds": 2, "split": None, "options": {"epochs": 900}}
    asked |= {"sizes": {**TINY_SIZES, "target": "group"}, "permute_labels": False}
    asked |= {"nested": False, "curves": None, "device": "cpu"}
    job = submit("train", asked, study=own_study)
    while read_job(job.folder).state == "waiting":
        time.sleep(0.02)
    assert psutil.Process(job.process.number).nice() >= NICE
    before = time.monotonic()
    cancel(job)
    assert time.monotonic() - before < 2.0
    assert not job.process.running
    found = asked_job("train", asked, own_study)
    assert found is not None
    assert found.state == "cancelled"


@given(
    data_frames(
        [
            column("number", elements=st.floats(allow_infinity=False)),
            column("text", elements=st.text(st.characters(codec="utf-8"), max_size=3)),
            column("whole", elements=st.integers(-(2**53), 2**53)),
            column("true", elements=st.booleans()),
        ]
    )
)
def test_tables_come_back_bit_by_bit(
    tmp_path_factory: pytest.TempPathFactory, table: pd.DataFrame
) -> None:
    table = table.reset_index(drop=True)
    table.attrs["unit"] = "logit"
    path = tmp_path_factory.getbasetemp() / "tables.json"
    path.write_bytes(tables_content({"one": table}))
    back = read_tables(path)["one"]
    assert back.attrs == {"unit": "logit"}
    assert list(back) == list(table)
    one, other = (each["number"].to_numpy(dtype=float) for each in (table, back))
    assert (np.isnan(one) == np.isnan(other)).all()
    assert one[~np.isnan(one)].tobytes() == other[~np.isnan(other)].tobytes()
    for name in ("text", "whole", "true"):
        assert back[name].tolist() == table[name].tolist()


@pytest.mark.parametrize("content", ["[]", '{"a": 1}', '{"a": {"columns": {"b": {}}}}', ""])
def test_what_is_no_table_is_a_sentence(content: str, tmp_path: Path) -> None:
    path = tmp_path / "tables.json"
    path.write_text(content)
    with pytest.raises(DepformerError, match=r"tables\.json"):
        read_tables(path)
