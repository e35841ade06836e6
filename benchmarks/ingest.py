"""How fast do recordings become a study, and does memory stay where it is? Against their length.

    python benchmarks/ingest.py [--video V --words 24] [--minutes 10 30] [--json]

Without --video, a drawn person who reads a word every 2.5 s is filmed: 640x360, 25 pictures a
second, H.264 and AAC. The recording is repeated, without being coded anew, until it is as long as
asked, and each length is ingested in a process of its own, words found in the sound.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from depformer.recordings.ingest import IngestOptions, Session, ingest  # noqa: E402
from depformer.recordings.media import look_at_media  # noqa: E402
from depformer.study import default_words  # noqa: E402
from depformer.synth.face_identity import Moment, draw_looks  # noqa: E402
from depformer.synth.faces import draw_face  # noqa: E402
from depformer.synth.pinyin import parse_word  # noqa: E402
from depformer.synth.speech import RATE, Delivery, draw_voice, speak  # noqa: E402

FPS = 25
TRIAL_S = 2.5
FACE = 220  # height and width in the picture [pixel]


def film(path: Path) -> Path:
    """Film somebody who reads 24 words."""
    rng = np.random.default_rng(1)
    words = default_words(24)
    looks, voice = draw_looks(rng, "F", 30), draw_voice(rng, "F", 30)
    sound = 10.0 ** (voice.room_level / 20) * rng.standard_normal(round(TRIAL_S * 24 * RATE))
    pictures = []
    for row, pinyin in enumerate(words["pinyin"]):
        spoken, _ = speak(parse_word(pinyin), voice, Delivery(), rng)
        first = round((TRIAL_S * row + 0.7) * RATE)
        sound[first : first + spoken.size] = spoken
        picture = np.full((360, 640), 110, dtype=np.uint8)
        picture[70 : 70 + FACE, 210 : 210 + FACE] = draw_face(looks, Moment(), FACE, rng)
        pictures.append(picture)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=FPS, options={"crf": "23"})
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        audio = container.add_stream("aac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound.astype(np.float32)[None], "fltp", "mono")
        frame.rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        container.mux([*audio.encode(frame), *audio.encode(None)])
        for number in range(round(TRIAL_S * 24 * FPS)):
            moved = np.roll(pictures[int(number / FPS / TRIAL_S)], number % 7, axis=1)
            container.mux(video.encode(av.VideoFrame.from_ndarray(moved, format="gray")))
        container.mux(video.encode(None))
    return path


def repeated(source: Path, target: Path, seconds: float) -> int:
    """Write a recording so often that it is as long as asked, and return how often."""
    length = look_at_media(source).duration
    times = max(1, math.ceil(seconds / length))
    with av.open(str(target), "w") as out:
        streams = None
        last = [-math.inf, -math.inf]  # of each stream; a codec's lead-in overlaps the end before
        for turn in range(times):
            with av.open(str(source)) as container:
                kinds = [*container.streams.video[:1], *container.streams.audio[:1]]
                streams = streams or [out.add_stream_from_template(each) for each in kinds]
                for packet in container.demux(kinds):
                    if packet.dts is None:
                        continue
                    shift = round(turn * length / packet.time_base)
                    stream = kinds.index(packet.stream)
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    if packet.dts > last[stream]:
                        last[stream] = packet.dts
                        packet.stream = streams[stream]
                        out.mux(packet)
    return times


def words_of(number: int) -> pd.DataFrame:
    """Return a list of any length: the default one, again and again."""
    words = pd.concat([default_words(24)] * math.ceil(number / 24), ignore_index=True).head(number)
    words["word_id"] = [f"w{row:04d}" for row in range(number)]
    return words.assign(position=range(1, number + 1))


def one(video: Path, n_words: int) -> None:
    """Ingest one recording in this process, and print its seconds and its peak memory."""
    start = time.monotonic()
    out = video.with_suffix("")
    options = IngestOptions(image_size=64, recordings="none")
    ingest([Session("1", "healthy", video)], out, words=words_of(n_words), options=options)
    seconds = time.monotonic() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak, computing = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    length = look_at_media(video).duration
    row = {"length_s": length, "seconds": seconds, "computing_s": computing, "peak_mb": peak}
    print(json.dumps(row))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--video", type=Path)
    parser.add_argument("--words", type=int, default=24)
    parser.add_argument("--minutes", type=float, nargs="+", default=[10.0, 30.0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(Path(args.one[0]), int(args.one[1]))
        return
    if args.video and not args.video.is_file():
        parser.error(f"{args.video} is missing; without --video, a drawn person is filmed.")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        source = args.video or film(Path(folder) / "source.mp4")
        for minutes in args.minutes:
            target = Path(folder) / f"{minutes:g}.mp4"
            times = repeated(source, target, 60 * minutes)
            command = [sys.executable, __file__, "--one", str(target), str(times * args.words)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            rows.append(json.loads(printed.splitlines()[-1]))
    for row in rows:
        row["times_real_time"] = row["length_s"] / row["seconds"]
        row["growth"] = row["peak_mb"] / rows[0]["peak_mb"] - 1
    if args.json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(
            f"{row['length_s'] / 60:6.1f} min in {row['seconds']:6.1f} s "
            f"({row['computing_s']:.1f} s of computing): "
            f"{row['times_real_time']:5.1f} x real time, peak {row['peak_mb']:6.0f} MB "
            f"({100 * row['growth']:+.0f} %)"
        )


if __name__ == "__main__":
    main()
