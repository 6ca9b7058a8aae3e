"""The exit status of every command, for scripts."""

from __future__ import annotations

from enum import IntEnum

from pincite.errors import (
    LockedError,
    NoIndexError,
    NotFoundError,
    PinciteError,
    QuestionError,
    SettingsError,
)


class ExitCode(IntEnum):
    """What a command says as it ends; `MEANINGS` has it in words."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    LEFT_OUT = 4
    NO_INDEX = 5
    LOCKED = 6
    TO_MEND = 7
    INTERRUPTED = 130  # 128 and the number of SIGINT, as a shell has it
    BROKEN_PIPE = 141  # the same of SIGPIPE


MEANINGS = {
    ExitCode.DONE: "all went well; for `ask`: found, or weak",
    ExitCode.FAILED: "an error, told in one line on standard error",
    ExitCode.USAGE: "wrong use: an unknown command, option or setting, a question out of limits",
    ExitCode.NOT_FOUND: "the documents do not answer; no such passage, document, place or file",
    ExitCode.LEFT_OUT: "`build` or `add` left files out, and did the rest",
    ExitCode.NO_INDEX: "nothing has been built yet",
    ExitCode.LOCKED: "another process is writing the index; try again later",
    ExitCode.TO_MEND: "`verify` found something in the draft to mend",
    ExitCode.INTERRUPTED: "ended by Ctrl-C (from `serve` 0: it is ended so)",
    ExitCode.BROKEN_PIPE: "whoever read the output stopped reading",
}

_OF_ERRORS: tuple[tuple[type[PinciteError], ExitCode], ...] = (
    (QuestionError, ExitCode.USAGE),
    (SettingsError, ExitCode.USAGE),
    (NotFoundError, ExitCode.NOT_FOUND),
    (NoIndexError, ExitCode.NO_INDEX),
    (LockedError, ExitCode.LOCKED),
)


def code_of(error: PinciteError) -> ExitCode:
    """The exit status that an error ends a command with."""
    return next((code for kind, code in _OF_ERRORS if isinstance(error, kind)), ExitCode.FAILED)
