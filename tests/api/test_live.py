"""A new generation goes live under the requests; a damaged one never does."""

from __future__ import annotations

import logging
import shutil
import threading
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from starlette.testclient import TestClient

from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.ports import Encoder
from pincite.search.index import Models, open_folder
from pincite.store import folder as folders
from pincite.store.folder import CURRENT
from pincite_api.live import Live
from support.service import ServiceOver, problem_in, until

OTHER = "The Harbour Archive opened its reading room on 3 May 1987. It holds 412 maps.\n"


def build_other(folder: Path, index: Path, words: str = OTHER) -> str:
    """Publish a generation of one other document; its name."""
    folder.mkdir(exist_ok=True)
    (folder / "harbour.txt").write_text(words, encoding="utf-8")
    return build(folder, index, DEFAULT_MODEL).generation


def generation(client: TestClient) -> str:
    return str(client.get("/readyz").json()["index"]["generation"])


def damage(generation_folder: Path) -> None:
    texts = generation_folder / "texts.utf8"
    texts.write_bytes(b"X" + texts.read_bytes()[1:])


def test_a_new_generation_is_picked_up_without_a_restart(
    service_over: ServiceOver, index_copy: Path, tmp_path: Path
) -> None:
    client = service_over(index_copy)
    published = build_other(tmp_path / "other", index_copy)
    until(lambda: generation(client) == published)
    first = client.get("/v1/ask", params={"q": "When did the reading room open?"}).json()
    assert first["passages"][0]["document"]["key"] == "harbour"
    assert first["index"]["generation"] == published


def test_one_encoder_serves_all_generations_that_were_built_with_it(
    index_copy: Path, tmp_path: Path
) -> None:
    """It is half of what an open generation takes, and is loaded once; another is loaded anew."""
    first = open_folder(folders.current(index_copy))
    build_other(tmp_path / "other", index_copy)
    newer = folders.current(index_copy)
    again = open_folder(newer, models=Models(first.encoder, first.reader))
    assert (again.encoder, again.reader) == (first.encoder, first.reader)
    other = cast(Encoder, SimpleNamespace(digest="of another model"))
    assert open_folder(newer, models=Models(other, None)).encoder.digest == first.encoder.digest


def test_no_request_fails_or_mixes_generations_while_they_change(
    service_over: ServiceOver, index_copy: Path, tmp_path: Path
) -> None:
    client = service_over(index_copy, concurrency="2")
    documents = {generation(client): 2}
    faults: list[str] = []
    answered: set[str] = set()
    ending = threading.Event()

    def keep_asking() -> None:
        while not ending.is_set():
            response = client.get("/v1/ask", params={"q": "When did it open?", "k": 50})
            if response.status_code != 200:
                faults.append(response.text)
                continue
            answer = response.json()
            index = answer["index"]
            answered.add(index["generation"])
            keys = {passage["document"]["key"] for passage in answer["passages"]}
            if len(keys) != index["documents"]:
                faults.append(f"{keys} from {index}")

    threads = [threading.Thread(target=keep_asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(4):
        words = f"{OTHER}\nIt opened a second room in {1990 + number}.\n"
        published = build_other(tmp_path / "other", index_copy, words)
        documents[published] = 1
        until(lambda published=published: published in answered)  # type: ignore[misc]
    ending.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert answered == set(documents)


def test_a_generation_that_comes_after_its_name_is_picked_up(
    service_over: ServiceOver, index_copy: Path, tmp_path: Path
) -> None:
    """Copying an index folder file by file, CURRENT is first."""
    published = (index_copy / CURRENT).read_text().strip()
    (index_copy / published).rename(tmp_path / published)
    client = service_over(index_copy)
    assert client.get("/readyz").status_code == 503
    (tmp_path / published).rename(index_copy / published)
    until(lambda: client.get("/readyz").status_code == 200)
    assert generation(client) == published


def test_a_damaged_new_generation_is_refused_and_the_old_one_goes_on(
    service_over: ServiceOver,
    index_copy: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = service_over(index_copy)
    before = generation(client)
    beside = tmp_path / "beside"
    shutil.copytree(index_copy, beside)
    published = build_other(tmp_path / "other", beside)
    shutil.copytree(beside / published, index_copy / published)
    damage(index_copy / published)
    with caplog.at_level(logging.ERROR, "pincite_api.live"):
        point_to(index_copy, published)
        until(lambda: client.get("/readyz").json()["status"] == "degraded")
    ready = client.get("/readyz").json()
    assert ready["index"]["generation"] == before
    assert "texts.utf8" in ready["detail"]
    assert str(tmp_path) not in ready["detail"]
    assert any("texts.utf8" in record.getMessage() for record in caplog.records)
    assert client.get("/v1/ask", params={"q": "trade"}).status_code == 200

    shutil.rmtree(index_copy / published)
    shutil.copytree(beside / published, index_copy / published)
    point_to(index_copy, published)
    until(lambda: generation(client) == published)
    assert client.get("/readyz").json()["status"] == "ready"


def point_to(index: Path, name: str) -> None:
    new = index / "CURRENT.new"
    new.write_text(f"{name}\n")
    new.replace(index / folders.CURRENT)


def test_damaged_at_start_the_generation_before_answers(
    service_over: ServiceOver, index_copy: Path, tmp_path: Path
) -> None:
    before = folders.current(index_copy).name
    published = build_other(tmp_path / "other", index_copy)
    damage(index_copy / published)
    client = service_over(index_copy)
    ready = client.get("/readyz").json()
    assert ready["status"] == "degraded"
    assert ready["index"]["generation"] == before
    assert published in ready["detail"]


def test_damaged_with_nothing_before_it_is_a_problem_that_names_the_file(
    service_over: ServiceOver, index_copy: Path
) -> None:
    damage(folders.current(index_copy))
    client = service_over(index_copy)
    problem = problem_in(client.get("/v1/documents"), 503, "damaged-index")
    assert "texts.utf8" in problem["detail"]
    page = client.get("/", headers={"accept": "text/html"})
    assert page.status_code == 503
    assert "texts.utf8" in page.text


def test_an_index_that_is_built_later_is_opened_then(
    service_over: ServiceOver, index_copy: Path, tmp_path: Path
) -> None:
    late = tmp_path / "late"
    client = service_over(late)
    problem_in(client.get("/readyz"), 503, "no-index")
    shutil.copytree(index_copy, tmp_path / "arriving")
    (tmp_path / "arriving").rename(late)
    until(lambda: client.get("/readyz").status_code == 200)


def test_current_that_vanishes_leaves_the_open_index_answering(
    service_over: ServiceOver, index_copy: Path
) -> None:
    client = service_over(index_copy)
    (index_copy / folders.CURRENT).unlink()
    until(lambda: client.get("/readyz").json()["status"] == "degraded")
    assert client.get("/v1/ask", params={"q": "trade"}).status_code == 200


def test_a_generation_that_was_replaced_is_let_go_of(
    service_over: ServiceOver, index_copy: Path, tmp_path: Path
) -> None:
    def held() -> set[str]:
        # Other tests' services may have a generation of the same name open elsewhere.
        mapped = Path("/proc/self/maps").read_text().splitlines()
        lines = [line for line in mapped if str(index_copy) in line]
        # The models, with the table that they have mapped, go on serving the later generations.
        lines = [line for line in lines if "/encoder/" not in line]
        return {part for line in lines for part in line.split("/") if part in names}

    names = {folders.current(index_copy).name}
    client = service_over(index_copy)
    assert client.get("/v1/ask", params={"q": "trade"}).status_code == 200
    assert held() == names
    for number in range(3):
        published = build_other(tmp_path / "other", index_copy, f"{OTHER}\nNote {number}.\n")
        names.add(published)
        until(lambda published=published: generation(client) == published)  # type: ignore[misc]
        assert client.get("/v1/ask", params={"q": "maps"}).status_code == 200
    until(lambda: held() == {published})


def test_a_generation_that_a_request_was_still_on_is_let_go_of_when_that_has_ended(
    index_copy: Path, tmp_path: Path
) -> None:
    live = Live(index_copy, threads=1, refresh_seconds=3600)
    live.start()
    asked = live.index()
    gone = weakref.ref(asked.generation.catalogue)
    build_other(tmp_path / "other", index_copy)
    live.refresh()  # the new one goes live
    live.refresh()  # and is settled, together with the old one that is still being read
    assert asked.generation.catalogue.passage_count() > 0
    del asked
    live.refresh()
    assert gone() is None
    live.stop()
