"""The page on clusters names options that there are, and settings that Dask knows."""

from __future__ import annotations

import re
from pathlib import Path

import dask
import distributed  # noqa: F401  # its settings
import pytest

from depformer.jobs.submit import elsewhere, environment_of, workers
from tests.cli.asked import ask

PAGE = (Path(__file__).parents[2] / "docs/cluster.md").read_text("utf-8")
VERBS = ("explain", "train", "ingest", "import", "synth", "dashboard")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_the_options_of_a_place(verb: str) -> None:
    told = ask(verb, "--help").out
    for option in ("--workers", "--scheduler", "--scheduler-file", "--unencrypted", "--memory"):
        assert re.search(rf"{option}\b", told), option


def test_what_the_page_types_is_there() -> None:
    for line in re.findall(r"^depformer .*$", PAGE, re.M):
        verb, told = line.split()[1], ask(line.split()[1], "--help").out
        for option in re.findall(r"--[a-z-]+", line):
            assert option in told, f"{verb} {option}"


def test_nobody_starts_an_open_scheduler_before_being_warned() -> None:
    before, _, after = PAGE.partition("shows health data to everybody")
    assert "--host" not in before
    started = re.findall(r"^dask scheduler .*$", after, re.M)
    assert started == re.findall(r"^dask scheduler .*$", PAGE, re.M)
    assert len(started) == 3
    for line in started:
        assert "--host 127.0.0.1" in line or "--protocol tls" in line, line


def test_settings_of_the_page_are_those_of_dask() -> None:
    names = re.findall(r"DASK_DISTRIBUTED__COMM__[A-Z_$\{\}who]+", PAGE)
    assert len(names) == 4
    for name in names:
        for who in ("SCHEDULER", "WORKER", "CLIENT"):
            key = name.replace("${who}", who).removeprefix("DASK_").lower().replace("__", ".")
            dask.config.get(key.replace("_", "-"))


def test_the_server_says_where_its_jobs_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    where = {"workers": 3, "scheduler": "", "scheduler_file": "s.json", "memory": "2GB"}
    where["unencrypted"] = True
    for name, value in environment_of(where).items():
        monkeypatch.setenv(name, value)
    assert workers() == 3
    file = str(tmp_path / "s.json")
    told = {"scheduler": "", "scheduler_file": file, "memory": "2GB"}
    assert elsewhere() == {**told, "unencrypted": True}
