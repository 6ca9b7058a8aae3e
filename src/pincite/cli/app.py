"""Assembles the commands and runs one.

A command's module is imported only when that command runs (or all are to be listed), so that
`pincite ask` answers without waiting for what `pincite build` or `pincite serve` need. Other
packages bring commands through the entry-point group "pincite.commands".
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version
from typing import Annotated

import typer
from typer.main import get_command

from pincite.cli.codes import MEANINGS, ExitCode, code_of
from pincite.cli.terminal import printable
from pincite.errors import PinciteError

GROUP = "pincite.commands"

# The order of a person's first day. Each is "module:function", as entry points are written.
COMMANDS = {
    "build": "pincite.cli.build:build",
    "add": "pincite.cli.add:add",
    "remove": "pincite.cli.remove:remove",
    "token": "pincite.cli.token:token",
    "ask": "pincite.cli.ask:ask",
    "show": "pincite.cli.show:show",
    "cite": "pincite.cli.cite:cite",
    "verify": "pincite.cli.verify:verify",
    "documents": "pincite.cli.documents:documents",
    "eval": "pincite.cli.evaluate:evaluate",
}

Command = Callable[..., None]

_EPILOGUE = "\n\n".join(
    [
        'Example: pincite ask "When was the agreement signed?"',
        "Settings are taken from the environment (PINCITE_INDEX, …), which options override.",
        "\b\nExit status:\n"
        + "\n".join(f"  {code.value:>3}  {meaning}" for code, meaning in MEANINGS.items()),
    ]
)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; gives its exit status. KeyboardInterrupt is the caller's."""
    # Text that this terminal has no character for becomes a question mark, and no traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still held back must go somewhere, or Python complains as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.BROKEN_PIPE
    return status


def _run(arguments: Sequence[str]) -> int:
    arguments = arguments or ["--help"]
    for argument in arguments:
        if any("\udc80" <= c <= "\udcff" for c in argument):  # bytes that were no UTF-8
            print(
                f"pincite: {printable(argument)}: is not UTF-8; rename the file, or give the text "
                "in UTF-8",
                file=sys.stderr,
            )
            return ExitCode.USAGE
    app = assemble(arguments)
    try:
        command = get_command(app)
        with command.make_context("pincite", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        known = arguments[0] in {command.name for command in app.registered_commands}
        named = f"pincite {arguments[0]}" if known else "pincite"
        message = printable(error.format_message()).rstrip(".")
        print(f"pincite: {message}; see `{named} --help`", file=sys.stderr)
        return error.exit_code
    except PinciteError as error:
        print(f"pincite: {printable(str(error), lines=True)}", file=sys.stderr)
        return code_of(error)
    return ExitCode.DONE


def assemble(arguments: Sequence[str]) -> typer.Typer:
    """The application, as far as the arguments need it: one command if the first names it."""
    app = typer.Typer(
        name="pincite",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help: the same on every terminal, and rich stays unloaded
        epilog=_EPILOGUE,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    )
    app.callback()(_pincite)
    loaders: dict[str, Callable[[], Command]] = {
        name: partial(_imported, source) for name, source in COMMANDS.items()
    }
    chosen = arguments[0] if arguments else None
    if chosen not in loaders:
        loaders |= _plug_ins()
    for name in [chosen] if chosen in loaders else loaders:
        app.command(name)(loaders[name]())
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"pincite {version('pincite')}")
        raise typer.Exit


def _pincite(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Answers questions with cited, verbatim passages of the documents it holds."""


def _imported(source: str) -> Command:
    module, _, function = source.partition(":")
    command: Command = getattr(import_module(module), function)
    return command


def _plug_ins() -> dict[str, Callable[[], Command]]:
    entries = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return {entry.name: partial(_loaded, entry) for entry in entries if entry.name not in COMMANDS}


def _loaded(entry: EntryPoint) -> Command:
    """What the entry point names; if that is broken, a command that says so."""
    try:
        command: Command = entry.load()
    except Exception as error:  # another package's code: whatever it throws costs its command alone
        return _broken(entry, error)
    return command


def _broken(entry: EntryPoint, error: Exception) -> Command:
    source = entry.dist.name if entry.dist else entry.value
    why = f"{type(error).__name__}: {error}"

    def broken() -> None:
        raise PinciteError(
            f"{entry.name}: this command of the package {source} cannot be loaded ({why}); "
            "reinstall or remove that package"
        )

    broken.__doc__ = f"(cannot be loaded: {why})"
    return broken
