"""The command `depformer`: thin verbs over the library, loaded only when called."""

from depformer.cli.app import main

__all__ = ["main"]
