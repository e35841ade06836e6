"""Turn weights of the public release (a ``.pth`` state_dict) into a checkpoint folder, once.

The release holds modules that its forward pass never uses; their tensors are kept beside the
weights, so that nothing is lost.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from torch import Tensor

import depformer
from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.files import digest_file, look_at, new_folder, refuse_existing, user_path
from depformer.model.encoder import position_sinusoid
from depformer.model.folder import load_checkpoint, write_checkpoint, write_tensors
from depformer.model.folds import CheckpointSet
from depformer.model.network import fresh_model
from depformer.model.release.names import (
    SINUSOID_ROWS,
    STANDARDISATION,
    UNUSED,
    release_name,
    release_shapes,
)
from depformer.model.release.unwrap import NUMPY_NAMES, Ignored, plain_names, unwrapped
from depformer.model.tensors import (
    MOST_BYTES,
    MOST_NAMED,
    claim_faults,
    claim_of,
    claims_of_file,
    finite_faults,
    fits,
    read_tensors,
)
from depformer.study import default_words, load_words, word_list_digest
from depformer.wording import say

SINUSOID_ROUNDING = 5e-3  # bfloat16 rounds numbers up to 1 by 2e-3
UNUSED_FILE = "unused.safetensors"
UNKNOWN = ("people", "encoder", "faces", "means")  # what a state_dict does not say


def convert(
    path: Path | str, out: Path | str, *, word_list: Path | str | None = None
) -> CheckpointSet:
    """Convert a published ``.pth`` into a checkpoint folder.

    Parameters
    ----------
    path : Path or str
        The state_dict that the release saved; it is read with ``weights_only=True``.
    out : Path or str
        The folder to come; it must not be there.
    word_list : Path or str, optional
        A ``words.tsv``; without it, the default list of as many words as the weights have.

    Returns
    -------
    CheckpointSet
        As read back from the folder.

    Raises
    ------
    DepformerError
        If the file cannot be read, or a tensor is missing, unexpected or misshapen: each is named.
    """
    source, out = user_path(path), user_path(out)
    refuse_existing(out)
    tensors = _read(source)
    config = _config(tensors)
    _check(source, tensors, config)
    words = _words(config.n_words, word_list)
    config = replace(config, word_list_digest=word_list_digest(words))
    model = fresh_model(config)  # its weights are overwritten below
    state = model.state_dict()
    used = {name: release_name(name) for name in state if not STANDARDISATION.search(name)}
    model.load_state_dict(
        {**state, **{name: tensors[other].view_as(state[name]) for name, other in used.items()}}
    )
    rest = {
        name: tensor.detach().clone(memory_format=torch.contiguous_format)
        for name, tensor in tensors.items()
        if name not in set(used.values()) and not name.endswith("position_embedding.pe")
    }
    notes = {
        "source": {"kind": "published release", "file": source.name, "digest": digest_file(source)},
        "splits": {},
        "unknown": _unknown(),
        "word_list": "default" if word_list is None else Path(word_list).name,
        "synthetic": False,
        "versions": {"depformer": depformer.__version__, "torch": torch.__version__},
    }
    card = _card(source, config, word_list, rest)
    with new_folder(out) as folder:
        write_checkpoint(folder, model.eval(), {}, notes, card)
        write_tensors(folder / UNUSED_FILE, rest)
    return load_checkpoint(out)


def _read(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a state_dict by name; nothing else in the file is ever unpickled."""
    allow = ("zip", "pickle")
    look_at(
        path, kind="checkpoint", what=say("published_weights.file"), most=MOST_BYTES, allow=allow
    )
    if path.suffix == ".safetensors":
        claims_of_file(path)
        return plain_names(read_tensors(path))
    try:
        with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
            _refuse_room(path, whole)
        if zipfile.is_zipfile(path):
            _refuse_archives(path)
        with torch.serialization.safe_globals([(Ignored, name) for name in NUMPY_NAMES]):
            content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except DepformerError:
        raise
    except Exception as fault:  # a damaged file can fail anywhere in torch's reader
        if type(fault).__name__ == "UnpicklingError":
            raise DepformerError(
                say("published_weights.more_than_tensors", path=path), kind="checkpoint"
            ) from fault
        raise DepformerError(
            say("published_weights.damaged", path=path), kind="checkpoint"
        ) from fault
    if not (tensors := unwrapped(content, path)):
        raise DepformerError(say("published_weights.no_state_dict", path=path), kind="checkpoint")
    return plain_names(tensors)


def _refuse_archives(path: Path) -> None:
    """Refuse a zip that is no state_dict, or that unpacks to more than it holds."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if any(name.endswith("/constants.pkl") or "/code/" in name for name in names):
            raise DepformerError(say("published_weights.torchscript", path=path), kind="checkpoint")
        pickled = [entry for entry in entries if entry.filename.endswith("data.pkl")]
        claimed = sum(entry.file_size for entry in entries)
        if not pickled or claimed > path.stat().st_size:
            raise DepformerError(say("published_weights.archive", path=path), kind="checkpoint")
        for entry in pickled:
            _refuse_room(path, archive.read(entry))


def _refuse_room(path: Path, pickled: bytes | mmap) -> None:
    """Refuse a pickle that makes room by a number alone, which torch's safe reader allows."""
    if pickled.find(b"bytearray\n") >= 0:
        raise DepformerError(
            say("published_weights.more_than_tensors", path=path), kind="checkpoint"
        )


def _config(tensors: dict[str, Tensor]) -> ModelConfig:
    """Return the published sizes with what the weights say of words, faces and audio vectors."""
    published = ModelConfig()
    image = _width(tensors, "fc1.weight", published.image_size**2) ** 0.5
    words = _width(tensors, "fc.weight", published.tokens * published.d_model)
    n_words = words * 4 // (published.n_stacks * published.d_model)
    return replace(
        published,
        n_words=n_words if n_words >= 8 and n_words % 4 == 0 else published.n_words,
        image_size=int(image) if image == int(image) else published.image_size,
        audio_size=_width(tensors, "fc2.weight", published.audio_size),
    )


def _width(tensors: dict[str, Tensor], name: str, otherwise: int) -> int:
    tensor = tensors.get(name)
    shape = () if tensor is None else claim_of(tensor).shape
    return shape[-1] if len(shape) == 2 else otherwise


def _check(path: Path, tensors: dict[str, Tensor], config: ModelConfig) -> None:
    """Name each missing, unexpected, misshapen or unfit tensor."""
    claims = {name: claim_of(tensor) for name, tensor in tensors.items()}
    shapes = release_shapes(config)
    faults = claim_faults(claims, shapes)
    plain = {name: each for name, each in tensors.items() if fits(name, claims[name], shapes)}
    faults += finite_faults(plain)
    for name in plain:
        if name.endswith("position_embedding.pe"):
            expected = position_sinusoid(SINUSOID_ROWS, config.d_model)
            if not torch.allclose(tensors[name].float(), expected, atol=SINUSOID_ROUNDING):
                faults.append(say("published_weights.other_sinusoid", name=name))
    if faults:
        raise DepformerError.listing(
            say(
                "published_weights.unfit",
                path=path,
                words=config.n_words,
                image=config.image_size,
                audio=config.audio_size,
            ),
            sorted(faults),
            most=MOST_NAMED,
            kind="checkpoint",
        )


def _words(n_words: int, word_list: Path | str | None) -> pd.DataFrame:
    words = default_words(n_words) if word_list is None else load_words(word_list)
    if len(words) != n_words:
        raise DepformerError(
            say("published_weights.other_words", list=word_list, got=len(words), want=n_words),
            kind="checkpoint",
        )
    return words


def _card(
    source: Path, config: ModelConfig, word_list: Path | str | None, rest: dict[str, Tensor]
) -> str:
    queries = config.n_words // 4
    selected = config.selected_queries(queries)
    return say(
        "published_weights.card",
        file=source.name,
        words=config.n_words,
        image=config.image_size,
        audio=config.audio_size,
        chosen=say("published_weights.default_words")
        if word_list is None
        else say("published_weights.named_words", list=Path(word_list).name),
        unknown="\n".join(f"- {fact}" for fact in _unknown()),
        selected=selected,
        queries=queries,
        choice=say(
            "published_weights.unit_chooses"
            if selected < queries
            else "published_weights.unit_idle"
        ),
        unused_file=UNUSED_FILE,
        unused="\n".join(_unused_lines(rest)),
        research_use=say("notices.research_use"),
    )


def _unknown() -> list[str]:
    """Return what a state_dict does not say."""
    return [say(f"published_weights.unknown_{what}") for what in UNKNOWN]


def _unused_lines(rest: dict[str, Tensor]) -> list[str]:
    """Return one line for each reason why tensors are not used, with their number of weights."""
    lines = []
    for pattern, reason in UNUSED:
        found = [tensor.numel() for name, tensor in rest.items() if re.search(pattern, name)]
        why = say(f"published_weights.unused_{reason}")
        known = {"weights": sum(found), "tensors": len(found), "why": why}
        lines.append(say("published_weights.unused_line", **known))
    return lines
