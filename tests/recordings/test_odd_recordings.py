"""Recordings as they should not be: each ends in a sentence or a note, and nothing half-written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import av
import cv2
import numpy as np
import pytest
import soundfile
import torch

from depformer.errors import DepformerError
from depformer.files import read_table, write_table
from depformer.recordings.ingest import IngestOptions, Session, ingest
from depformer.recordings.media import look_at_media
from depformer.recordings.video import opened_video
from depformer.recordings.words import FINDERS
from depformer.study import load_study
from tests.cli.asked import ask
from tests.recordings.filmed import counting, number_of
from tests.recordings.recorded import Recorded, record, word_list
from tests.small_disk import small_disk

OPTIONS = IngestOptions(image_size=32, recordings="none")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Somebody who reads the list. Read only."""
    return record(tmp_path_factory.mktemp("録音 1"))


def notes_on(recorded: Recorded, out: Path, samples: np.ndarray) -> tuple[str, ...]:
    """Return what is noted where these samples are the sound, as 32-bit floats."""
    path = out.with_suffix(".wav")
    soundfile.write(path, samples.astype(np.float32), 16_000, subtype="FLOAT")
    session = Session("1", "healthy", recorded.video, path, recorded.events)
    return ingest([session], out, words=word_list(), options=OPTIONS).notes


def test_samples_that_are_no_numbers_are_lost(recorded: Recorded, tmp_path: Path) -> None:
    samples, rate = soundfile.read(recorded.audio)
    samples[4 * rate : 6 * rate] = np.nan
    samples[8 * rate : 9 * rate] = np.inf
    notes = notes_on(recorded, tmp_path / "s", samples)
    assert "sub-1: 3.0 s of the sound cannot be read and are silence." in notes


def test_a_sound_that_was_recorded_too_loud_is_told_of(recorded: Recorded, tmp_path: Path) -> None:
    samples, _ = soundfile.read(recorded.audio)
    share = 100 * np.mean(np.abs(20 * samples) >= 1)
    assert 0.5 < share < 50
    (note,) = notes_on(recorded, tmp_path / "loud", 20 * samples)
    assert float(note.split()[1]) == pytest.approx(share, abs=0.1)
    assert "is at full scale: it was recorded too loud" in note
    assert notes_on(recorded, tmp_path / "s", samples) == ()


def test_two_who_have_one_recording_are_named(recorded: Recorded, tmp_path: Path) -> None:
    other = record(tmp_path, seed=2)
    sessions = [
        Session(who, "healthy", each.video, each.audio, each.events)
        for who, each in (("1", recorded), ("2", other), ("3", recorded))
    ]
    done = ingest(sessions, tmp_path / "s", words=word_list(), options=OPTIONS)
    assert done.notes[0].startswith("sub-1, sub-3 have the same recording")
    assert not any("sub-2" in note for note in done.notes)


def remuxed(source: Path, target: Path, form: str, *, late: float = 0.0, **options: str) -> Path:
    """Write the streams of a recording into another container, all later by some seconds."""
    with av.open(str(source)) as read, av.open(str(target), "w", form, options=options) as out:
        streams = {each.index: out.add_stream_from_template(each) for each in read.streams}
        for packet in read.demux():
            if packet.dts is not None:
                shift = round(late / packet.time_base)
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.stream = streams[packet.stream.index]
                out.mux(packet)
    return target


@pytest.mark.parametrize(
    ("form", "late", "options"),
    [
        ("matroska", 5.0, {}),
        ("matroska", -0.5, {"avoid_negative_ts": "disabled"}),
        ("matroska", 0.0, {"live": "1"}),  # as a browser records: without an index
        ("mpegts", 3.0, {}),
    ],
)
def test_a_recording_may_begin_at_any_time(
    form: str, late: float, options: dict[str, str], recorded: Recorded, tmp_path: Path
) -> None:
    """Words and faces are those of the recording that begins at 0."""
    path = remuxed(recorded.video, tmp_path / "a.mkv", form, late=late, **options)
    media = look_at_media(path)
    assert media.duration == pytest.approx(17.0, abs=0.2) or options.get("live")
    events = read_table(recorded.events, kind="study")
    lead_in = 1024 / 16_000 if form == "matroska" else media.video_start  # of AAC, is played here
    for column in ("onset", "voice_onset", "voice_offset"):
        events[column] = events[column].astype(float) + lead_in
    write_table(tmp_path / "e.tsv", events.round(4))
    sessions = [
        Session("1", "healthy", path, None, tmp_path / "e.tsv"),
        Session("2", "healthy", recorded.video, None, recorded.events),
    ]
    done = ingest(sessions, tmp_path / "s", words=word_list(), options=OPTIONS)
    assert done.notes == ()
    study = load_study(tmp_path / "s")
    here, there = (study.features(who) for who in study.ids)
    assert np.abs(here.face.astype(float) - there.face).mean() < 3
    assert np.corrcoef(here.audio.ravel(), there.audio.ravel())[0, 1] > 0.99


def test_a_film_without_an_index_is_gone_through_twice(tmp_path: Path) -> None:
    """With one key picture only there is nothing to search for."""
    with av.open(str(tmp_path / "a.mkv"), "w", options={"live": "1"}) as out:
        stream = out.add_stream("libx264", rate=10, options={"g": "999", "crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for picture in counting(40):
            frame = av.VideoFrame.from_ndarray(picture, format="gray")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    times = [0.1, 3.0, 0.5, 2.0, 0.0]
    with opened_video(tmp_path / "a.mkv") as video:
        seen = [number_of(frame.pixels) for frame in video.at(times) if frame]
    assert seen == [1, 30, 5, 20, 0]


def zipped(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x" * 1000)


def picture(path: Path) -> None:
    cv2.imwrite(str(path.with_suffix(".png")), np.zeros((64, 64), np.uint8))
    path.with_suffix(".png").rename(path)


NO_VIDEOS: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("no film " * 500), "cannot be read as a recording"),
    "a playlist": (
        lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\n/etc/hostname\n"),
        "cannot be read as a recording",
    ),
    "a page": (lambda path: path.write_text("<!DOCTYPE html><html></html>"), "a page of HTML"),
    "a zip": (zipped, "is a zip archive"),
    "a picture": (picture, "is a picture"),
    "nothing": (lambda path: path.touch(), "is empty"),
    "zeros": (lambda path: path.write_bytes(bytes(100_000)), "cannot be read as a recording"),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
    "a pipe": (os.mkfifo, "is a pipe"),
}


@pytest.mark.parametrize("name", NO_VIDEOS)
def test_what_is_no_video_is_one_sentence_of_the_command(name: str, tmp_path: Path) -> None:
    make, says = NO_VIDEOS[name]
    video, words = tmp_path / "她 v.mp4", tmp_path / "词 表.tsv"
    make(video)
    write_table(words, word_list())
    before = sorted(tmp_path.iterdir())
    said = ask("ingest", tmp_path / "s", "--id", "1", "--group", "healthy", "--video", video,
               "--word-list", words)  # fmt: skip
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert "她 v.mp4" in said.err
    assert "\n" not in said.err.strip()
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("size", ["8k", "200k"])
def test_a_disk_that_is_full_ends_in_a_sentence_and_the_work_goes_on_later(
    size: str, recorded: Recorded, tmp_path: Path
) -> None:
    """Whether it is full before the features are kept, or while the recordings are copied."""
    write_table(tmp_path / "words.tsv", word_list())
    asked = ("--id", "1", "--group", "healthy", "--video", recorded.video, "--audio",
             recorded.audio, "--events", recorded.events, "--word-list", tmp_path / "words.tsv",
             "--image-size", 40)  # fmt: skip
    with small_disk(tmp_path / "disk", size=size) as disk:
        said = ask("ingest", disk / "s", *asked)
        assert (said.code, said.out) == (2, "")
        assert "the disk is full" in said.err
        assert not list(disk.glob("s/*"))
        assert not list(disk.glob(".s-*"))
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
        assert ask("ingest", disk / "s", *asked).code == 0
        assert load_study(disk / "s").ids == ["sub-1"]
        assert [path.name for path in disk.iterdir()] == ["s"]


@pytest.mark.parametrize("option", ["--offset", "--age", "--severity"])
def test_nan_is_no_number_of_the_command(option: str, recorded: Recorded, tmp_path: Path) -> None:
    said = ask("ingest", tmp_path / "s", "--id", "1", "--group", "healthy", "--words", 24,
               "--video", recorded.video, "--audio", recorded.audio, option, "nan")  # fmt: skip
    assert said.code == 2
    assert "got nan" in said.err


def test_several_faults_of_one_recording_stand_on_one_line(
    recorded: Recorded, tmp_path: Path
) -> None:
    late = recorded.events.read_text("utf-8").splitlines()
    lines = [late[0], *(line.replace("\t", "\t-", 1) for line in late[1:])]
    (tmp_path / "e.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    session = Session("1", "healthy", recorded.video, recorded.audio, tmp_path / "e.tsv")
    columns = {"onset": "onset", "duration": "duration"}
    options = replace(OPTIONS, columns=columns)
    with pytest.raises(DepformerError, match="line 2 ends") as fault:
        ingest([session], tmp_path / "s", words=word_list(), options=options)
    assert "\\n" not in str(fault.value)
    assert str(fault.value).count("\n") == 0


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-16-le"])
def test_a_word_list_of_another_encoding_says_how_to_save_it(
    encoding: str, recorded: Recorded, tmp_path: Path
) -> None:
    write_table(tmp_path / "words.tsv", word_list())
    text = (tmp_path / "words.tsv").read_text("utf-8")
    (tmp_path / "words.tsv").write_bytes(text.encode(encoding))
    said = ask("ingest", tmp_path / "s", "--id", "1", "--group", "healthy", "--word-list",
               tmp_path / "words.tsv", "--video", recorded.video)  # fmt: skip
    assert said.code == 2
    assert "save it as UTF-8" in said.err
    assert not said.err.strip().endswith("..")
    assert ("UTF-16" if encoding.startswith("utf") else "GB18030") in said.err


def test_the_finder_listens_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    before, inside = torch.get_num_threads(), []
    split = torch.split

    def watched(*arguments: object) -> Iterable[torch.Tensor]:
        inside.append(torch.get_num_threads())
        return split(*arguments)

    try:
        torch.set_num_threads(2)
        listen = FINDERS["silero"].start()
        monkeypatch.setattr(torch, "split", watched)
        listen(np.zeros(512 * 4, np.float32))
        assert set(inside) == {1}
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
