"""A checkpoint on a hub: fetched by name, opened without a network, refused in a sentence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from depformer.errors import DepformerError
from depformer.files import checkpoint_digest, checkpoint_place, source_of
from depformer.files.hub import HubName
from depformer.files.hub.snapshot import OF_MODEL
from depformer.jobs import recent
from depformer.jobs.opening import Opening, Source, fingerprint
from depformer.model import load_checkpoint
from depformer.model.elsewhere import CheckpointFiles
from tests.cli.asked import ask
from tests.files.fake_hub import REPOSITORY, Hub, at, hub

NAME = f"hf:{REPOSITORY}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub, a cache with nothing in it, and nobody logged in."""
    from huggingface_hub import constants

    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with hub() as there:
        at(there.address, monkeypatch)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
        yield there


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Take the network away when called: nothing listens there."""
    return lambda: at("http://127.0.0.1:9", monkeypatch)


def refused(text: str, *, fetch: bool = True) -> str:
    with pytest.raises(DepformerError) as fault:
        checkpoint_place(text, fetch=fetch)
    said = str(fault.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    "text",
    [
        "hf:",
        "hf:model",
        "hf:a/b/c",
        "hf:a/b@",
        "hf:a b/c",
        "hf:../..",
        "hf:a/..",
        "hf:a/b--c",
        "hf:a/b.git",
        "hf:a/b@../../x",
        "hf:a/b@/etc",
        "hf:a/b@v1//x",
        "hf:a/b@v1/./x",
        f"hf:a/{'b' * 96}",
        "hf:a/b@v\x001",
        "hf:ä/b",
    ],
)
def test_what_is_no_name_is_asked_of_nobody(here: Hub, text: str) -> None:
    assert "hf:ORG/NAME@REVISION" in refused(text)
    assert here.asked == []


def test_a_name_is_read_and_written_alike() -> None:
    for text in ("hf:a/b", "hf:A-1/b.c_d@v1.0", f"hf:a/b@{'0' * 40}", "hf:a/b@refs/pr/3"):
        assert str(HubName.of(text)) == text
    assert str(HubName.of("hf:a/b@main")) == "hf:a/b"
    assert HubName.of(f"hf:a/b@{'0' * 40}").is_commit
    assert not HubName.of(f"hf:a/b@{'0' * 39}").is_commit


def test_a_path_is_never_a_name(here: Hub, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert checkpoint_place(Path(NAME), fetch=True) == Path(NAME)
    assert checkpoint_place(f"./{NAME}", fetch=True) == Path(NAME)
    assert here.asked == []


def test_only_what_a_checkpoint_is_read_from_is_fetched(here: Hub, tiny_checkpoint: Path) -> None:
    more = {
        "pytorch_model.bin": b"\x80\x04.",
        "modeling.py": b"raise SystemExit",
        "a/b.json": b"{}",
    }
    more |= {"fold-0/optimizer.pt": b"\x80\x04.", "deep/fold-0/config.json": b"{}"}
    commit = here.put(tiny_checkpoint, **more)
    folder = checkpoint_place(NAME, fetch=True)
    of_folds = {f"fold-{k}/{file}" for k in (0, 1) for file in OF_MODEL}
    assert here.fetched == {"folds.json", "README.md", *of_folds}
    assert checkpoint_digest(folder) == checkpoint_digest(tiny_checkpoint)
    assert source_of(folder) == f"{NAME}@{commit}"


def test_a_single_model_is_fetched_too(here: Hub, tiny_checkpoint: Path) -> None:
    here.put(tiny_checkpoint / "fold-1")
    folder = checkpoint_place(NAME, fetch=True)
    assert here.fetched == {*OF_MODEL, "README.md"}
    assert checkpoint_digest(folder) == checkpoint_digest(tiny_checkpoint / "fold-1")


def test_nothing_is_said_to_the_hub_but_what_is_wanted(here: Hub, tiny_checkpoint: Path) -> None:
    here.put(tiny_checkpoint)
    checkpoint_place(NAME, fetch=True)
    assert all(REPOSITORY in each for each in here.asked)  # no telemetry, no list of programs
    assert not any("authorization" in each for each in here.headers)
    assert not any("torch" in each["user-agent"] for each in here.headers)


def test_a_token_goes_along_only_where_the_user_has_set_one(
    here: Hub, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.put(tiny_checkpoint)
    monkeypatch.setenv("HF_TOKEN", "hf_own")
    checkpoint_place(NAME, fetch=True)
    assert {each["authorization"] for each in here.headers} == {"Bearer hf_own"}


def test_a_cached_commit_is_asked_of_nobody(here: Hub, tiny_checkpoint: Path) -> None:
    commit = here.put(tiny_checkpoint)
    folder = checkpoint_place(f"{NAME}@{commit}", fetch=True)
    here.asked.clear()
    assert checkpoint_place(f"{NAME}@{commit}", fetch=True) == folder
    assert here.asked == []


def test_a_branch_is_looked_up_and_its_last_commit_taken_where_there_is_no_network(
    here: Hub, tiny_checkpoint: Path, away: Any
) -> None:
    here.put(tiny_checkpoint)
    checkpoint_place(NAME, fetch=True)
    newer = here.put(tiny_checkpoint / "fold-0")
    here.asked.clear()
    folder = checkpoint_place(NAME, fetch=True)
    assert folder.name == newer
    here.asked.clear()
    assert checkpoint_place(NAME, fetch=True) == folder
    assert len(here.asked) == 1
    away()
    assert checkpoint_place(NAME, fetch=True) == folder
    assert checkpoint_place(NAME, fetch=False) == folder


def test_a_tag_stays_what_it_was(here: Hub, tiny_checkpoint: Path) -> None:
    first = here.put(tiny_checkpoint, branch="v1")
    here.put(tiny_checkpoint / "fold-0")
    assert checkpoint_place(f"{NAME}@v1", fetch=True).name == first


def test_without_network_and_cache_the_sentence_says_so(here: Hub, away: Any) -> None:
    away()
    said = refused(NAME)
    assert "is not on this machine" in said
    assert "could not be reached" in said


def test_offline_by_the_users_own_setting(here: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE" in refused(NAME)
    assert here.asked == []


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("GatedRepo", 403, "is gated"),
        ("RepoNotFound", 401, "There is no hf:my-lab/model"),
        ("RepoNotFound", 404, "There is no hf:my-lab/model"),
        ("RevisionNotFound", 404, "no revision 'main'"),
        ("Other", 403, "does not let this user"),
        ("Other", 418, "it answered 418"),
    ],
)
def test_what_the_hub_refuses_is_one_sentence(
    here: Hub, code: str, status: int, expected: str
) -> None:
    here.refuses, here.status = code, status
    assert expected in refused(NAME)


@pytest.mark.parametrize("page", [b"<html>Log in</html>", b"[]", b"{}", b"null", b'{"sha": 3}'])
@pytest.mark.parametrize("revision", ["", f"@{'0' * 40}"])
def test_what_is_no_hub_is_one_sentence(here: Hub, page: bytes, revision: str) -> None:
    here.page = page
    said = refused(f"{NAME}{revision}")
    assert any(each in said for each in ("does not answer as a hub does", "neither config.json"))


def test_an_address_that_is_none(here: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("127.0.0.1", "http://[x", "ftp://127.0.0.1"):
        at(address, monkeypatch)
        assert address in refused(NAME)


def test_a_revision_that_is_not_there(here: Hub, tiny_checkpoint: Path) -> None:
    here.put(tiny_checkpoint)
    assert "no revision 'v9'" in refused(f"{NAME}@v9")
    assert "no revision" in refused(f"{NAME}@{'0' * 40}")


def test_a_repository_without_a_checkpoint(here: Hub, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    here.put(tmp_path / "other")
    said = refused(NAME)
    assert "neither config.json nor folds.json" in said
    assert here.fetched == set()


def test_a_file_that_would_not_be_read_is_not_fetched(here: Hub, tiny_checkpoint: Path) -> None:
    here.put(tiny_checkpoint)
    here.large["fold-1/model.safetensors"] = 5_000_000_000
    assert "fold-1/model.safetensors has 5000 MB" in refused(NAME)
    assert here.fetched == {"folds.json"}


@pytest.mark.parametrize("names", [["../../x"], ["fold-0", "fold-0"], [3], "fold-0"])
def test_folds_that_lie_elsewhere_are_refused(
    here: Hub, tiny_checkpoint: Path, names: object
) -> None:
    here.put(tiny_checkpoint, **{"folds.json": json.dumps({"folds": names}).encode()})
    with pytest.raises(DepformerError, match=r"folds\.json names"):
        checkpoint_place(NAME, fetch=True)
    assert here.fetched == {"folds.json"}


def test_a_name_of_a_fold_is_no_pattern(here: Hub, tiny_checkpoint: Path) -> None:
    here.put(tiny_checkpoint, **{"folds.json": json.dumps({"folds": ["fold-*"]}).encode()})
    folder = checkpoint_place(NAME, fetch=True)
    assert here.fetched == {"folds.json", "README.md"}
    with pytest.raises(DepformerError, match="is missing"):
        load_checkpoint(folder)


def test_a_download_that_is_cut_off_goes_on_with_what_is_missing(
    here: Hub, tiny_checkpoint: Path, no_waiting: None
) -> None:
    commit = here.put(tiny_checkpoint)
    weights = "fold-1/model.safetensors"
    here.cut[weights] = 1000
    assert "broke off" in refused(NAME)
    for text in (NAME, f"{NAME}@{commit}"):  # neither the app nor a command takes a part of it
        assert f"depformer fetch {text}" in refused(text, fetch=False)
    tries = [each for each in here.asked if each.startswith("GET") and each.endswith(weights)]
    assert len(tries) > 1
    here.cut.clear()
    here.asked.clear()
    folder = checkpoint_place(NAME, fetch=True)
    assert here.fetched == {weights}
    assert checkpoint_digest(folder) == checkpoint_digest(tiny_checkpoint)


def test_a_cache_without_a_list_is_taken_only_if_nothing_can_be_missing(
    here: Hub,
    tiny_checkpoint: Path,
    tmp_path: Path,
    away: Any,
    no_waiting: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from huggingface_hub import constants

    commit = here.put(tiny_checkpoint)
    checkpoint_place(NAME, fetch=True)
    older = tmp_path / "older"  # as an older library, or a copy by hand, has filled it
    shutil.copytree(tmp_path / "cache", older, symlinks=True, ignore=lambda *_: {"trees"})
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(older))
    away()
    folder = checkpoint_place(f"{NAME}@{commit}", fetch=True)
    assert checkpoint_place(NAME, fetch=True) == folder
    assert folder.is_relative_to(older)
    assert checkpoint_digest(folder) == checkpoint_digest(tiny_checkpoint)
    (folder / "fold-0" / "baselines.safetensors").unlink()
    for fetch in (True, False):
        said = refused(NAME, fetch=fetch)
        assert "fold-0/baselines.safetensors is missing" in said


def test_a_disk_that_cannot_be_written_to(
    here: Hub, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    here.put(tiny_checkpoint)
    (tmp_path / "file").write_text("no folder", "utf-8")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "file" / "cache"))
    assert "Cannot write to" in refused(NAME)


def test_the_model_of_a_hub_is_that_of_its_folder(here: Hub, tiny_checkpoint: Path) -> None:
    commit = here.put(tiny_checkpoint)
    models = load_checkpoint(NAME)
    assert models.digest == load_checkpoint(tiny_checkpoint).digest
    assert models.source == f"{NAME}@{commit}"
    assert load_checkpoint(tiny_checkpoint).source == ""
    packed = CheckpointFiles.of(models).unpacked  # on a machine that does not see the cache
    assert (packed.source, packed.digest) == (models.source, models.digest)


def test_the_command_fetches_and_names_the_commit(here: Hub, tiny_checkpoint: Path) -> None:
    commit = here.put(tiny_checkpoint, branch="v1")
    answer = ask("fetch", f"{NAME}@v1")
    assert answer.code == 0
    assert f"{NAME}@{commit}: 2 models, digest {checkpoint_digest(tiny_checkpoint)[:12]}" in (
        answer.out
    )
    told = json.loads(ask("fetch", f"{NAME}@v1", "--json").out)
    assert told["commit"] == commit
    assert told["digest"] == checkpoint_digest(Path(told["folder"]))
    assert ask("fetch", str(tiny_checkpoint)).code == 2


def test_a_run_says_where_its_checkpoint_comes_from(
    here: Hub, six_people: Path, tiny_checkpoint: Path
) -> None:
    commit = here.put(tiny_checkpoint)
    answer = ask("explain", six_people, NAME, "--methods", "input_x_gradient", "--json")
    assert f"{NAME} is commit {commit}." in answer.err
    told = json.loads(answer.out)
    assert told["checkpoint"] == f"{NAME}@{commit}"
    by_folder = ask(
        "explain", six_people, tiny_checkpoint, "--methods", "input_x_gradient", "--json"
    )
    assert json.loads(by_folder.out)["run"] == told["run"]  # its digest is what identifies it
    named = ask("explain", six_people, "hf:my-lab/none", "--json")
    assert (named.code, named.out) == (2, "")
    assert "There is no hf:my-lab/none" in named.err


def test_the_app_opens_what_is_fetched_and_asks_nobody(
    here: Hub, six_people: Path, tiny_checkpoint: Path
) -> None:
    here.put(tiny_checkpoint)
    source = Source(str(six_people), NAME)
    before = fingerprint(source)
    failed = Opening(source)
    failed.thread.join()
    assert f"depformer fetch {NAME}" in str(failed.fault)
    assert here.asked == []
    assert ask("fetch", NAME).code == 0
    here.asked.clear()
    assert fingerprint(source) != before
    opened = Opening(source)
    opened.thread.join()
    assert opened.result is not None
    assert opened.result.run.attrs["checkpoint_source"] == source_of(opened.result.checkpoint)
    assert here.asked == []


def test_what_was_opened_before_is_named_as_on_the_hub(
    here: Hub, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = here.put(tiny_checkpoint)
    monkeypatch.setattr(recent, "settings_folder", lambda: tmp_path)
    recent.remember(str(tmp_path), str(checkpoint_place(NAME, fetch=True)))
    assert recent.recent() == [(str(tmp_path), f"{NAME}@{commit}")]


def test_the_dashboard_is_opened_at_the_commit_that_the_command_fetched(
    here: Hub, six_people: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from depformer.cli import pictures

    commit = here.put(tiny_checkpoint)
    told: dict[str, str] = {}
    monkeypatch.setattr(pictures, "_free", lambda port: None)
    monkeypatch.setattr(pictures, "_serve", lambda command, environment: told.update(environment))
    assert ask("dashboard", "--study", six_people, "--checkpoint", NAME).code == 0
    assert told["DEPFORMER_CHECKPOINT"] == f"{NAME}@{commit}"
    here.asked.clear()
    assert source_of(checkpoint_place(told["DEPFORMER_CHECKPOINT"], fetch=False))
    assert here.asked == []
