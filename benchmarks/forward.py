"""What does one participant cost at the published size? Time and peak memory of a forward pass.

    python benchmarks/forward.py [--words 24] [--repeats 20] [--json]

The time is given as a ratio to a bare matrix product of the size of `fc1`, the adapter's first face
layer (word x pixel by pixel x hidden), measured in turn with it on the same threads. The peak of
memory is what the pass adds to the process behind the model and its input (Linux only).
"""

from __future__ import annotations

import argparse
import json
import time

import numpy as np
import torch
from published_size import forget_peak, memory_mb

from depformer.config import ModelConfig
from depformer.model import DEPFormer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=24)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    config = ModelConfig(n_words=args.words)
    torch.manual_seed(0)
    model = DEPFormer(config).eval().requires_grad_(False)
    face = torch.rand(1, config.n_words, config.image_size, config.image_size)
    audio = torch.randn(1, config.n_words, config.audio_size)
    pixels, weight = face.flatten(2)[0], model.adapter.face.weight
    times: dict[str, list[float]] = {"forward": [], "product": []}
    with torch.no_grad():
        pixels @ weight.T  # the libraries set themselves up
        forget_peak()
        before = memory_mb("VmRSS")
        model(face, audio)  # the first pass: a later one would reuse its freed memory
        peak = memory_mb("VmHWM") - before
        for _ in range(3):
            model(face, audio)
        for _ in range(args.repeats):
            for name, work in (
                ("forward", lambda: model(face, audio)),
                ("product", lambda: pixels @ weight.T),
            ):
                start = time.perf_counter()
                work()
                times[name].append(time.perf_counter() - start)
    forward, product = (float(np.median(times[name])) for name in ("forward", "product"))
    result = {
        "words": config.n_words,
        "weights": sum(p.numel() for p in model.parameters()),
        "threads": torch.get_num_threads(),
        "forward_ms": 1e3 * forward,
        "product_ms": 1e3 * product,
        "ratio": forward / product,
        "peak_mb": peak,
    }
    if args.json:
        print(json.dumps(result, indent=2))
        return
    print(f"{result['weights']:,} weights, {result['words']} words, {result['threads']} threads")
    print(f"forward pass of one participant: {result['forward_ms']:.1f} ms")
    print(f"bare product of fc1's size:      {result['product_ms']:.1f} ms")
    print(f"ratio:                           {result['ratio']:.2f}")
    print(f"peak memory of the pass:         {result['peak_mb']:.1f} MB")


if __name__ == "__main__":
    main()
