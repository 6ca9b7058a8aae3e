"""The command line: one file a command, assembled by `pincite.cli.app`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the arguments name, and end the process with its exit status."""
    try:
        # Here and not above: importing takes a tenth of a second, in which Ctrl-C may fall too.
        from pincite.cli.app import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        print("pincite: interrupted", file=sys.stderr)
        status = 130
    sys.exit(status)
