"""How a reading process and the one that asks it speak: frames of JSON over a socket pair.

A frame is its length in eight bytes, big endian, and that many bytes. A request is two frames: what
to read, as JSON, and the file's bytes. The reply is one frame of JSON. Nothing in a frame can name
code to run, so that a reading process that a file has taken over can answer lies and no more.
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import asdict
from typing import Any

import orjson

from pincite.errors import ReadError
from pincite.readers.limits import Limits
from pincite.types import Block, BlockKind, Extract, Page, Repair, Span

_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20


def send(connection: socket.socket, *frames: bytes) -> None:
    """Send frames, within the connection's timeout."""
    for frame in frames:
        connection.sendall(_LENGTH.pack(len(frame)))
        connection.sendall(frame)


def receive(connection: socket.socket, most: int, ends: float | None = None) -> bytes:
    """The next frame.

    Raises OverflowError for one of more than ``most`` bytes, TimeoutError if it is not there by
    ``ends`` (of the monotonic clock), EOFError if the other side has gone.
    """
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size, ends))
    if length > most:
        raise OverflowError(length)
    return _exactly(connection, length, ends)


def _exactly(connection: socket.socket, length: int, ends: float | None) -> bytes:
    received = bytearray()
    while len(received) < length:
        if ends is not None:
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        piece = connection.recv(min(_CHUNK, length - len(received)))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)


def request(name: str, limits: Limits, cpu_seconds: int) -> bytes:
    """What to read: the name the bytes go by, their limits, the processor's time."""
    return orjson.dumps({"name": name, "limits": asdict(limits), "cpu_seconds": cpu_seconds})


def parse_request(frame: bytes) -> tuple[str, Limits, int]:
    """The reverse of `request`."""
    told = orjson.loads(frame)
    return told["name"], Limits(**told["limits"]), told["cpu_seconds"]


def reply(outcome: Extract | ReadError) -> bytes:
    """What came of it. TypeError for a text that UTF-8 cannot hold."""
    if isinstance(outcome, ReadError):
        detail = str(outcome).removeprefix(f"{outcome.file}: ")
        detail = detail.encode("utf-8", "replace").decode("utf-8")
        return orjson.dumps({"reason": outcome.reason, "detail": detail})
    return orjson.dumps(outcome)


def parse_reply(frame: bytes, name: str) -> Extract:
    """The reverse of `reply`: gives the extract, or raises the ReadError for a file of that name.

    Raises ValueError, TypeError or KeyError for what is no reply; offsets are checked.
    """
    told = orjson.loads(frame)
    if "reason" in told:
        raise ReadError(name, str(told["reason"]), str(told["detail"]))
    text = _text(told["text"])
    return Extract(
        text=text,
        pages=tuple(Page(int(page["number"]), _span(page["span"], text)) for page in told["pages"]),
        blocks=tuple(_block(block, text) for block in told["blocks"]),
        title=None if told["title"] is None else _text(told["title"]),
        repairs=tuple(
            Repair(_text(repair["what"]), int(repair["count"])) for repair in told["repairs"]
        ),
        notes=tuple(_block(block, text) for block in told["notes"]),
    )


def _block(told: dict[str, Any], text: str) -> Block:
    number = told["number"]
    return Block(
        BlockKind(told["kind"]),
        tuple(_span(span, text) for span in told["spans"]),
        int(told["level"]),
        None if number is None else _text(number),
    )


def _span(told: dict[str, Any], text: str) -> Span:
    span = Span(int(told["start"]), int(told["end"]))
    if not 0 <= span.start <= span.end <= len(text):
        raise ValueError(f"{span} lies outside the text")
    return span


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(f"a text was expected, not {type(told).__name__}")
    return told
