"""The names and shapes of the public release's state_dict, as data."""

from __future__ import annotations

import re

from depformer.config import ModelConfig
from depformer.model.network import tensor_shapes

SINUSOID_ROWS = 5000

# Ours -> the release's, applied in this order.
NAMES = (
    (r"^multimodal\.", "encoder."),
    (r"^unimodal\.", "encoder_fv."),
    (r"^adapter\.norm\.", "LN."),
    (r"^adapter\.face\.", "fc1."),
    (r"^adapter\.audio\.", "fc2."),
    (r"^adapter\.shared\.", "fc3."),
    (r"^head\.", "fc."),
    (r"^branch_head\.", "fc4."),
    (r"\.embedding\.convolution\.", ".embedding.value_embedding.Conv."),
    (r"\.stacks\.(\d)\.layers\.(\d)\.", r".stacks.\1.elayer\1\2."),
    (r"\.stacks\.(\d)\.distil\.0\.", r".stacks.\1.clayer\g<1>1."),
    (r"\.stacks\.(\d)\.distil\.1\.", r".stacks.\1.clayer\g<1>2."),
    (r"(clayer\d\d)\.convolution\.", r"\1.downConv."),
    (r"\.sharing\.", ".en_fv."),
    (r"\.attention\.confidence\.", ".attention.alpha.0."),
    (r"\.projections\.query\.", ".W_Q."),
    (r"\.projections\.key\.", ".W_K."),
    (r"\.projections\.value\.", ".W_V."),
    (r"\.projections\.output\.", ".fc."),
    (r"\.projections\.norm\.", ".norm."),
    (r"\.feed_forward\.wide\.", ".conv1."),
    (r"\.feed_forward\.back\.", ".conv2."),
    (r"\.feed_forward\.norm\.", ".norm."),
)
_KERNEL = re.compile(r"\.conv[12]\.weight$")  # convolutions of width 1 there, linear maps here
# What the release holds and its forward pass never uses: a pattern, and why (see the wording).
UNUSED = (
    (r"^projection\.", "projection"),
    (r"\.time_embedding\.", "time"),
    (r"^encoder\.en_fv\.", "unit"),
    (r"\.elayer\d\d\.attention\.alpha\.", "confidence"),
)
STANDARDISATION = re.compile(r"^adapter\.(face|audio)_(shift|scale)$")  # the release has none


def release_name(name: str) -> str:
    """Return the release's name of one of our tensors."""
    for pattern, other in NAMES:
        name = re.sub(pattern, other, name)
    return name


def release_shapes(config: ModelConfig) -> dict[str, tuple[int, ...]]:
    """Return the name and shape of every tensor in the release's state_dict."""
    shapes = {}
    for name, shape in tensor_shapes(config).items():
        if not STANDARDISATION.search(name):
            other = release_name(name)
            shapes[other] = (*shape, 1) if _KERNEL.search(other) else shape
    return shapes | _unused_shapes(shapes, config)


def _unused_shapes(
    used: dict[str, tuple[int, ...]], config: ModelConfig
) -> dict[str, tuple[int, ...]]:
    """Return what the release holds and never uses, and the sinusoid, which is no weight."""
    width = config.d_model
    unused: dict[str, tuple[int, ...]] = {
        "projection.weight": (2 * config.adapter_size, width),
        "projection.bias": (2 * config.adapter_size,),
    }
    for name, shape in used.items():
        if name.startswith("encoder_fv.en_fv."):
            unused[name.replace("encoder_fv.", "encoder.")] = shape
        if ".elayer" in name and name.endswith(".W_Q.weight"):
            place = name.removesuffix("W_Q.weight")
            unused[f"{place}alpha.0.weight"] = used["encoder_fv.en_fv.attention.alpha.0.weight"]
            unused[f"{place}alpha.0.bias"] = (1,)
    for encoder in ("encoder", "encoder_fv"):
        unused[f"{encoder}.embedding.time_embedding.embed.weight"] = (width, width)
        unused[f"{encoder}.embedding.time_embedding.embed.bias"] = (width,)
        unused[f"{encoder}.embedding.position_embedding.pe"] = (SINUSOID_ROWS, width)
    return unused
