"""OUT of every kind, for each verb that writes: a sentence, exit code 2, and nothing is changed."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.cli.asked import ask
from tests.model.test_published import small, words_file
from tests.recordings.sources import published_npy
from tests.small_disk import small_disk

Asked = tuple[object, ...]


def a_file(path: Path) -> None:
    path.write_text("theirs")


def a_full_folder(path: Path) -> None:
    path.mkdir()
    (path / "theirs").touch()


def a_link(path: Path) -> None:
    (path.parent / "elsewhere").mkdir()
    path.symlink_to("elsewhere")


def a_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound, working_in(path.parent):
        bound.bind(path.name)


def a_device(path: Path) -> None:
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))  # one that takes and gives nothing
    except PermissionError:
        pytest.skip("this user may not make a device")


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        yield
    finally:
        os.chdir(before)


KINDS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a file": (a_file, "is a file"),
    "a full folder": (a_full_folder, "is there already and not empty"),
    "a link": (a_link, "is a link"),
    "a dangling link": (a_dangling_link, "is a link"),
    "a pipe": (os.mkfifo, "is a pipe"),
    "a socket": (a_socket, "is a socket"),
    "a device": (a_device, "is a device"),
}


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights as the published code saves them."""
    path = tmp_path_factory.mktemp("release") / "best_model.pth"
    torch.save(small(), path)
    return path


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """What is imported from, and how."""
    source, options = published_npy(tmp_path_factory.mktemp("source"))
    return "published-npy", source, "OUT", "--word-list", options.word_list


@pytest.fixture
def verbs(
    tiny_study: Path, tiny_checkpoint: Path, release: Path, imported: Asked
) -> dict[str, Asked]:
    """The arguments of each verb that writes, before and after OUT."""
    return {
        "synth": ("synth", "OUT", "--participants", 4, "--image-size", 32),
        "untrained": ("untrained", tiny_study, "OUT"),
        "train": ("train", tiny_study, "OUT", "--folds", 2, "--epochs", 1),
        "convert": ("convert", release, "OUT", "--word-list", words_file(release.parent, 8)),
        "explain": (
            *("explain", tiny_study, tiny_checkpoint, "--out", "OUT"),
            *("--methods", "attention_query"),
        ),
        "import": ("import", *imported),
        "export-bids": ("export-bids", tiny_study, "OUT"),
        "figures": (
            *("figures", tiny_study, tiny_checkpoint, "OUT", "--methods", "attention_query"),
            *("--figure", "roc", "--format", "svg"),
        ),
    }


VERBS = ("synth", "untrained", "train", "convert", "import", "export-bids", "explain", "figures")


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return all that is in a folder, with its kind, its size and when it was changed."""
    return {
        str(path): ((about := path.lstat()).st_mode, about.st_size, about.st_mtime_ns)
        for path in folder.rglob("*")
    }


def asked_for(verb: Asked, out: Path) -> Any:
    return ask(*(out if argument == "OUT" else argument for argument in verb))


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        (verb, kind)
        for verb in VERBS
        for kind in KINDS
        if verb != "figures" or kind not in ("a full folder", "a link")  # these get more files
    ],
)
def test_what_is_there_stays(
    verb: str, kind: str, verbs: dict[str, Asked], tmp_path: Path, homes: Path
) -> None:
    make, says = KINDS[kind]
    out = tmp_path / "out"
    make(out)
    before = state(tmp_path)
    answer = asked_for(verbs[verb], out)
    assert answer.code == 2
    assert says in answer.err
    assert "\n" not in answer.err.strip()
    assert state(tmp_path) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_place_below_a_file_is_none(
    verb: str, verbs: dict[str, Asked], tmp_path: Path, homes: Path
) -> None:
    (tmp_path / "file").write_text("theirs")
    before = state(tmp_path)
    answer = asked_for(verbs[verb], tmp_path / "file" / "deep" / "out")
    assert answer.code == 2
    assert "what stands above it is a file and no folder" in answer.err
    assert state(tmp_path) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_place_that_this_user_may_not_write_to(
    verb: str,
    verbs: dict[str, Asked],
    tmp_path: Path,
    homes: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    allowed = os.access

    def access(path: Any, mode: int) -> bool:  # root may write everywhere
        return Path(path) != closed and allowed(path, mode)

    monkeypatch.setattr(os, "access", access)
    before = state(tmp_path)
    answer = asked_for(verbs[verb], closed / "deep" / "out")
    assert answer.code == 2
    assert "this user may not write there" in answer.err
    assert state(tmp_path) == before


def test_nothing_is_written_into_a_finished_run_or_checkpoint(
    verbs: dict[str, Asked], tiny_checkpoint: Path
) -> None:
    for verb in ("synth", "explain", "train", "convert"):
        answer = asked_for(verbs[verb], tiny_checkpoint / "fold-0" / "more" / "out")
        assert answer.code == 2
        assert "a finished run or checkpoint" in answer.err
    assert not (tiny_checkpoint / "fold-0" / "more").exists()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("limits", "says"),
    [({"size": "16k"}, "the disk is full"), ({"nr_inodes": 5}, "no inodes are left")],
)
def test_a_disk_that_is_full(
    verb: str,
    limits: dict[str, object],
    says: str,
    verbs: dict[str, Asked],
    tmp_path: Path,
    homes: Path,
) -> None:
    with small_disk(tmp_path / "disk", **limits) as disk:
        answer = asked_for(verbs[verb], disk / "deep" / "out")
        assert answer.code == 2
        assert says in answer.err
        assert "\n" not in answer.err.strip()
        assert not list(disk.iterdir())


def test_a_disk_that_is_full_where_runs_are_kept(
    verbs: dict[str, Asked], tiny_study: Path, tiny_checkpoint: Path, tmp_path: Path, homes: Path
) -> None:
    with small_disk(tmp_path / "disk", size="4m") as disk:
        ignored = shutil.ignore_patterns("depformer-runs")
        shutil.copytree(tiny_study, disk / "study", ignore=ignored)
        left = shutil.disk_usage(disk).free
        (disk / "ballast").write_bytes(b"\0" * (left - 16384))
        before = state(disk)
        answer = ask("explain", disk / "study", tiny_checkpoint, "--methods", "attention_query")
        assert answer.code == 2
        assert "the disk is full" in answer.err
        assert {path: about[:2] for path, about in state(disk).items()} == {
            path: about[:2] for path, about in before.items()
        }


@pytest.mark.parametrize("verb", VERBS)
def test_a_system_that_refuses_to_write(
    verb: str, verbs: dict[str, Asked], tmp_path: Path, homes: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256, hard))  # of every file, whoever writes it
    try:
        answer = asked_for(verbs[verb], tmp_path / "deep" / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer.code == 2
    assert "Cannot write to" in answer.err
    assert os.strerror(errno.EFBIG) in answer.err
    assert list(tmp_path.glob("deep/**/*")) == []
    assert not (tmp_path / "deep").exists()
