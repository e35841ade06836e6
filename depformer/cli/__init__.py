"""The command `depformer`: thin verbs over the library, loaded only when called."""

from __future__ import annotations

import signal
import sys

EXIT_CANCELLED = 130  # as a shell says of what Ctrl-C ended


def main() -> None:
    """Run the command; Ctrl-C is one sentence and an exit code, also while it is being loaded."""
    try:
        from depformer.cli.app import run

        run()
    except KeyboardInterrupt as end:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it twice is answered once
        from depformer.wording import say
        from depformer.work import is_kept

        kept = is_kept(end)
        said = say("command.cancelled_kept") if kept else say("command.cancelled")
        sys.stderr.write(f"{said}\n")
        sys.exit(EXIT_CANCELLED)


__all__ = ["EXIT_CANCELLED", "main"]
