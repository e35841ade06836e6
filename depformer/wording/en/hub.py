"""A checkpoint on a hub: what is said where it is fetched, and where it cannot be."""

from depformer.wording import Sentences

SENTENCES: Sentences = {
    "malformed": (
        "'{got}' names no checkpoint on a hub, expected is hf:ORG/NAME or hf:ORG/NAME@REVISION, "
        "for example hf:my-lab/depression-24@v1; nobody was asked for it."
    ),
    "not_cached": (
        "{name} is not on this machine, or not all of it; fetch it once by: depformer fetch {name}"
    ),
    "not_whole": (
        "{name} is not on this machine as a whole: {file} is missing. Fetch it with a network by: "
        "depformer fetch {name}"
    ),
    "no_checkpoint": (
        "{name} (commit {commit}) is no checkpoint: it has neither {config} nor {folds}. Name a "
        "repository that a checkpoint folder was put into."
    ),
    "too_large": (
        "{name} was not fetched: {file} has {size:.0f} MB, at most {most} of one file are read."
    ),
    "gated": (
        "{name} is gated, and this user is not let in: ask for access on its page at {hub}, log in "
        "(hf auth login), then repeat the command."
    ),
    "forbidden": (
        "{hub} does not let this user have {name}: log in with a token that may read it (hf auth "
        "login), then repeat the command."
    ),
    "no_repository": (
        "There is no {name} at {hub} that this user may see: look at how it is spelt, or log in "
        "if it is private (hf auth login)."
    ),
    "no_revision": (
        "{name}: this repository has no revision '{revision}' at {hub}; name a branch, a tag or a "
        "commit that it has, or none for the latest."
    ),
    "answered": (
        "{hub} could not give {name} (it answered {status}), and it is not on this machine as a "
        "whole; repeat the command later."
    ),
    "offline": (
        "{name} is not on this machine as a whole, and HF_HUB_OFFLINE keeps it from being fetched; "
        "unset it and repeat the command."
    ),
    "away": (
        "{name} is not on this machine as a whole, and {hub} could not be reached or broke off "
        "({why}); files that came whole are kept. Repeat the command when there is a network."
    ),
    "no_hub": (
        "{hub} does not answer as a hub does, so {name} was not fetched: look at HF_ENDPOINT, or "
        "whether this network asks to log in first."
    ),
    "cut_off": (
        "{name}: a file came shorter than {hub} had announced; repeat the command, it goes on with "
        "what is missing."
    ),
    "opened": "{name} is commit {commit}.",
    "fetched": (
        "{source}: {n} model, digest {digest}, in {folder}.",
        "{source}: {n} models, digest {digest}, in {folder}.",
    ),
}
