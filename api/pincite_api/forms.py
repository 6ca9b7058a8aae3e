"""Forms with files, which are put aside in the temporary folder while they come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData

from pincite_api.problems import ProblemError


@asynccontextmanager
async def form_of(request: Request, *, files: int, fields: int) -> AsyncIterator[FormData]:
    """The request's form, of at most so many files and fields; its files are closed afterwards.

    ProblemError (503) where the temporary folder cannot take them: it is full or read-only.
    """
    try:
        form = await request.form(max_files=files, max_fields=fields)
    except OSError as error:
        why = error.strerror or "an error of the disk"
        raise ProblemError(
            "unwritable",
            f"The file cannot be put aside while it comes ({why}); see to the service's temporary "
            "folder, TMPDIR. Nothing changed.",
        ) from None
    try:
        yield form
    finally:
        await form.close()
