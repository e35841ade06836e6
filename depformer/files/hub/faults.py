"""What a hub, or the way to it, says against fetching, as one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files.hub.name import HubName
from depformer.files.system_faults import explained
from depformer.wording import say

# What the library raises where a page to log in, say, answers in the place of a hub.
_NO_HUB = (ValueError, KeyError, TypeError, AttributeError, AssertionError)


def place_of_cache() -> Path:
    """Return the folder that the hub's own library keeps what it has fetched in."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


@contextmanager
def hub_faults(name: HubName) -> Iterator[None]:
    """Turn what the hub's library raises into one sentence that names what was asked for."""
    from httpx2 import HTTPError, InvalidURL
    from huggingface_hub import errors

    try:
        yield
    except DepformerError:
        raise
    except (
        HTTPError,
        OSError,
        errors.EntryNotFoundError,
        errors.RevisionResolutionError,
        errors.XetDownloadError,
        RuntimeError,  # of the library that fetches large files in parts
        InvalidURL,
        *_NO_HUB,
    ) as fault:
        said = _said(name, _root_of(fault))
        if said is None:  # nothing that a hub says: the disk does
            with explained(place_of_cache()):
                raise
        raise DepformerError(said, kind="environment") from fault


def _root_of(fault: BaseException) -> BaseException:
    """Return what the hub answered, or what kept it from answering: the library wraps both."""
    from huggingface_hub import errors

    wraps = (errors.LocalEntryNotFoundError, errors.RevisionResolutionError)
    while isinstance(fault, wraps) and fault.__cause__ is not None:
        fault = fault.__cause__
    return fault


def _said(name: HubName, fault: BaseException) -> str | None:
    from httpx2 import HTTPError, InvalidURL
    from huggingface_hub import constants, errors

    facts = {"name": name, "hub": constants.ENDPOINT}
    if isinstance(fault, errors.GatedRepoError):
        return say("hub.gated", **facts)
    if isinstance(fault, errors.RevisionNotFoundError):
        return say("hub.no_revision", **facts, revision=name.revision)
    if isinstance(fault, errors.RepositoryNotFoundError):
        return say("hub.no_repository", **facts)
    if isinstance(fault, errors.HfHubHTTPError):
        status = fault.response.status_code
        if status in (401, 403):
            return say("hub.forbidden", **facts)
        return say("hub.answered", **facts, status=status)
    if isinstance(fault, errors.OfflineModeIsEnabled):
        return say("hub.offline", **facts)
    lost = (HTTPError, errors.EntryNotFoundError, errors.RevisionResolutionError, RuntimeError)
    if isinstance(fault, (*lost, errors.XetDownloadError, errors.FileMetadataError)):
        return say("hub.away", **facts, why=type(fault).__name__)
    if isinstance(fault, (*_NO_HUB, InvalidURL)):
        return say("hub.no_hub", **facts)
    # The library's own word for a file that came shorter than it was announced.
    cut = isinstance(fault, OSError) and "Consistency check failed" in str(fault)
    return say("hub.cut_off", **facts) if cut else None
