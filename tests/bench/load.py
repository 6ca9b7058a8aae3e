"""Clients that ask one question after the other, each over its own connection.

    python tests/bench/load.py PORT CLIENTS SECONDS < QUESTIONS.json

Prints JSON: questions answered a second, and the milliseconds of each. Anything but 200 ends it.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from contextlib import closing
from urllib.parse import urlencode


def client(port: int, questions: list[str], start: int, until: float, taken: list[float]) -> None:
    """Ask from one place in the list on, round and round, until it is time."""
    at = start
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        while time.perf_counter() < until:
            begin = time.perf_counter()
            connection.request("GET", "/v1/ask?" + urlencode({"q": questions[at % len(questions)]}))
            response = connection.getresponse()
            body = response.read()
            if response.status != 200:
                raise RuntimeError(f"status {response.status}: {body[:200]!r}")
            taken.append((time.perf_counter() - begin) * 1000)
            at += 1


def run(port: int, clients: int, seconds: float, questions: list[str]) -> dict[str, object]:
    """Let so many clients ask for so long."""
    taken: list[list[float]] = [[] for _ in range(clients)]
    failed: list[Exception] = []
    begin = time.perf_counter()

    def one(number: int) -> None:
        start = number * len(questions) // clients
        try:
            client(port, questions, start, begin + seconds, taken[number])
        except (RuntimeError, OSError, http.client.HTTPException) as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{len(failed)} of {clients} clients failed: {failed[0]}")
    flat = [value for values in taken for value in values]
    return {"per_second": len(flat) / (time.perf_counter() - begin), "ms": flat}


if __name__ == "__main__":
    port, clients, seconds = sys.argv[1:]
    print(json.dumps(run(int(port), int(clients), float(seconds), json.load(sys.stdin))))
