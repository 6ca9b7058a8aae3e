"""The runtime: ONNX Runtime and tokenizers on what an export wrote."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import TypeAlias

import onnxruntime
from tokenizers import Tokenizer

from pincite.encode.files import REMEDY
from pincite.errors import ModelError

Session: TypeAlias = onnxruntime.InferenceSession


def open_session(graph: Path, threads: int) -> Session:
    """A graph that can be run; ``threads`` share the arithmetic of one run. ModelError if it
    cannot be read.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; they are raised as well
    # Threads that go round in wait for the next run take the processor from everything else.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    options.enable_mem_pattern = False  # plans memory for one length of text; ours all differ
    try:
        session = Session(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises nothing narrower
        raise ModelError(f"{graph}: {error}; {REMEDY}") from error
    _give_back()
    return session


def _give_back() -> None:
    """Have what reading a file took returned to the system, 8 MB, where the C library can."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc
        if trim is not None:
            trim(0)


def open_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer's file. ModelError if it cannot be read."""
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise ModelError(f"{path}: {error}; {REMEDY}") from error
