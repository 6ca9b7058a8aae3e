"""Changes of documents over HTTP: one at a time, each on disk first and then built as a job.

A change is done in two steps. The document is read, in a process of its own, and put into the
corpus folder, where it is on disk; that is what the answer 202 acknowledges. Then the index is
built, in a process of its own, which is the job; a service that is killed meanwhile loses the job
and not the document, which the next build takes in.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pincite.build import changes
from pincite.corpus.changes import Change
from pincite.errors import (
    CorpusError,
    LastDocumentError,
    LockedError,
    NotFoundError,
    ReadError,
    RefusedRecordError,
    StoreError,
)
from pincite.settings import Settings
from pincite_api.live import Live
from pincite_api.logs import fields
from pincite_api.metrics import Metrics
from pincite_api.problems import FieldError, ProblemError

log = logging.getLogger("pincite_api.writer")

_FIRST_SECONDS = 0.1  # of a stage, whose rate cannot be told yet
_KEPT = 100  # jobs that have ended are told of until so many others have


@dataclass(frozen=True, slots=True)
class Job:
    """How a change is going; a new value whenever that changes."""

    id: str
    change: Change
    started_at: str
    status: Literal["running", "done", "failed"] = "running"
    stage: str = "waiting"
    done: int = 0
    total: int = 0
    rate: float = 0.0  # units of the stage a second
    ended_at: str | None = None
    generation: str | None = None
    outcome: str | None = None  # what became of the file: indexed, left-out, removed
    detail: str | None = None


class Writer:
    """Changes the corpus and builds; one writer at a time."""

    def __init__(self, settings: Settings, live: Live, metrics: Metrics) -> None:
        self._settings = settings
        self._live = live
        self._metrics = metrics
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._busy = threading.Lock()  # held from a change's beginning to its job's end
        self._ending = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    def job(self, name: str) -> Job:
        """A job by its id. ProblemError (404) if there is none."""
        try:
            return self._jobs[name]
        except KeyError:
            raise ProblemError(
                "not-found",
                f"There is no job {name[:100]!r}; the last {_KEPT} are kept until it ends.",
            ) from None

    def put(self, key: str, name: str, data: bytes, record: dict[str, Any]) -> Job:
        """Put a document into the corpus; ProblemError where that is refused."""
        corpus = self._settings.corpus
        return self._change(lambda: changes.add(corpus, name, data, key=key, fields=record))

    def delete(self, key: str) -> Job:
        """Take a document out of the corpus; ProblemError where that is refused."""
        return self._change(lambda: changes.remove(self._settings.corpus, key))

    def stop(self, seconds: float) -> None:
        """Let the build in hand finish for so long; beyond that end it, which harms nothing."""
        self._ending.set()
        thread, process = self._thread, self._process
        if thread is None:
            return
        thread.join(seconds)
        if thread.is_alive() and process is not None:
            process.terminate()
            thread.join()

    def _change(self, change: Callable[[], Change]) -> Job:
        if self._ending.is_set() or not self._busy.acquire(blocking=False):
            raise _taken("another change is being built")
        try:
            changes.check_free(self._settings.index)
            done = change()
            job = Job(f"j_{secrets.token_hex(8)}", done, _now())
            self._keep(job)
            self._thread = threading.Thread(
                target=self._build, args=(job,), name="pincite-writer", daemon=True
            )
            self._thread.start()
        except BaseException as error:
            self._busy.release()
            problem = problem_of_change(error, self._settings.corpus)
            if problem is None:
                raise
            raise problem from None
        log.info("%s %s", done.what, done.key, extra=fields(job=job.id, file=done.file))
        return job

    def _keep(self, job: Job) -> None:
        self._jobs[job.id] = job
        while len(self._jobs) > _KEPT:
            self._jobs.popitem(last=False)

    def _build(self, job: Job) -> None:
        try:
            job = self._built(job)
        except Exception as error:
            # The corpus holds the change; whatever keeps it from being built must be told.
            log.exception("the build of job %s failed", job.id)
            job = replace(job, status="failed", detail=f"{type(error).__name__}: see the log")
        finally:
            self._process = None
            self._metrics.jobs.labels(job.status).inc()
            # Whoever reads that the job has ended may make the next change.
            self._busy.release()
            self._keep(replace(job, ended_at=_now()))
        log.info("job %s: %s", job.id, job.status, extra=fields(generation=job.generation))

    def _built(self, job: Job) -> Job:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pincite_api.build_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is the service's to handle
        )
        self._process = process
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(self._task()) + "\n")
            process.stdin.close()
            last: dict[str, Any] = {}
            began: dict[str, float] = {}
            for line in process.stdout:
                last = json.loads(line)
                if "stage" in last:
                    since = began.setdefault(last["stage"], time.monotonic())
                    seconds = time.monotonic() - since
                    rate = round(last["done"] / seconds, 1) if seconds > _FIRST_SECONDS else 0.0
                    job = replace(job, rate=rate, **last)
                    self._keep(job)
        return self._ended(job, last, process.returncode)

    def _task(self) -> dict[str, Any]:
        return {
            "corpus": str(self._settings.corpus),
            "index": str(self._settings.index),
            "model": self._settings.model,
            "threads": self._settings.threads,
            "encoder": None,
        }

    def _ended(self, job: Job, last: dict[str, Any], status: int) -> Job:
        if "generation" not in last:
            told = last.get("error") or f"the build ended with status {status}"
            told = told.replace(str(self._settings.index), "index")
            told = told.replace(str(self._settings.corpus), "corpus")
            return replace(
                job,
                status="failed",
                detail=f"{told}. The corpus holds the change; the next build takes it in",
            )
        self._live.refresh()  # a job that is done is live
        state = self._live.state
        opened = None if state.index is None else state.index.generation.name
        if state.fault is not None and opened != last["generation"]:
            return replace(
                job,
                status="failed",
                generation=last["generation"],
                detail=f"built, but it cannot be opened: {state.fault}",
            )
        detail = last["left_out"].get(job.change.file)
        outcome = "removed" if job.change.what == "removed" else "indexed"
        return replace(
            job,
            status="done",
            generation=last["generation"],
            outcome="left-out" if detail else outcome,
            detail=detail,
        )


def problem_of_change(error: BaseException, corpus: Path) -> ProblemError | None:
    """A change that is refused, as a problem; None for what is no refusal.

    ``corpus`` is the folder, whose path is nobody's business outside.
    """
    if isinstance(error, LockedError):
        return _taken("another process is changing the documents or building")
    if isinstance(error, NotFoundError):
        return ProblemError("not-found", f"There is {error}.")
    if isinstance(error, ReadError):
        kind = {"unknown": "media-type", "too-large": "too-large"}.get(error.reason, "unreadable")
        return ProblemError(kind, f"{error}")
    if isinstance(error, (CorpusError, StoreError)) and isinstance(error.__cause__, OSError):
        why = error.__cause__.strerror or "an error of the disk"
        return ProblemError("unwritable", f"The change cannot be written: {why}. Nothing changed.")
    if isinstance(error, LastDocumentError):
        detail = f"{error.key} is the only document, and an index needs one; add another first"
        return ProblemError("invalid", f"key: {detail}", errors=[FieldError("key", detail)])
    if isinstance(error, RefusedRecordError):
        detail = str(error).rpartition(": document ")[2]
        return ProblemError("invalid", f"record: {detail}", errors=[FieldError("record", detail)])
    if isinstance(error, CorpusError):
        told = str(error).replace(f"{corpus}{os.sep}", "").replace(str(corpus), "corpus")
        return ProblemError("damaged-corpus", f"{told}. Nothing changed.")
    return None


def _taken(what: str) -> ProblemError:
    return ProblemError(
        "writing", f"One change at a time: {what}; ask again later.", headers={"Retry-After": "2"}
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
