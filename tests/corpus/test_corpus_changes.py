"""Changes of the corpus folder: whole or not at all, and corpus.toml as its author wrote it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pincite.corpus import changes
from pincite.corpus.changes import JOURNAL, changing, place, recover, remove
from pincite.corpus.folder import open_corpus
from pincite.corpus.records import load_records
from pincite.errors import CorpusError, LockedError, NotFoundError

TOML = """\
# What only a person would write.
examples = ["When was it signed?"]

# The treaty, as signed.
[[document]]
key = "treaty"
file = "treaty.txt"
title = "The Treaty"  # not "A Treaty"
issued = 1990-05-01

[[document]]
key = "note"
file = "papers/note.md"
title = "A note"
authors = [{ family = "Kim", given = "Hae-yong", order = "family-first" }]
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "papers").mkdir(parents=True)
    (folder / "corpus.toml").write_text(TOML)
    (folder / "treaty.txt").write_text("They meet.\n")
    (folder / "papers" / "note.md").write_text("It is noted.\n")
    (folder / "letter.txt").write_text("Dear Sir.\n")
    return folder


def held(folder: Path) -> dict[str, bytes]:
    """Every file by its name, but for the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != changes.LOCK
    }


def test_a_new_document_with_a_record(corpus: Path) -> None:
    with changing(corpus):
        done = place(corpus, "review.txt", b"Reviewed.", "review", {"title": "The Review"})
    assert (done.key, done.file, done.what) == ("review", "review.txt", "added")
    text = (corpus / "corpus.toml").read_text()
    assert text.startswith(TOML)
    assert text.count("[[document]]") == 3
    record = load_records(corpus / "corpus.toml")[2]
    assert (record.key, record.file, record.title) == ("review", "review.txt", "The Review")
    assert (corpus / "review.txt").read_bytes() == b"Reviewed."


def test_a_new_document_without_a_record_leaves_the_records_alone(corpus: Path) -> None:
    with changing(corpus):
        done = place(corpus, "An Act.txt", b"Enacted.", None, {})
    assert (done.key, done.what) == ("an-act", "added")
    assert (corpus / "corpus.toml").read_text() == TOML


def test_the_first_record_of_a_folder(tmp_path: Path) -> None:
    with changing(tmp_path):
        place(tmp_path, "x.txt", b"x", "x", {"title": 'A "title"', "authors": ["A Body"]})
    (record,) = load_records(tmp_path / "corpus.toml")
    assert record.title == 'A "title"'
    assert record.authors[0].literal == "A Body"


def test_a_replaced_document_keeps_its_place_and_what_is_not_given(corpus: Path) -> None:
    with changing(corpus):
        done = place(corpus, "new-name.md", b"Noted anew.", "note", {"publisher": "A Press"})
    assert (done.file, done.what) == ("papers/note.md", "replaced")
    assert (corpus / "papers" / "note.md").read_bytes() == b"Noted anew."
    record = next(r for r in load_records(corpus / "corpus.toml") if r.key == "note")
    assert (record.title, record.publisher) == ("A note", "A Press")
    assert record.authors[0].family_first
    assert '# not "A Treaty"' in (corpus / "corpus.toml").read_text()


def test_a_document_replaced_by_one_of_another_format_leaves_one_file(corpus: Path) -> None:
    with changing(corpus):
        place(corpus, "treaty.md", b"# They meet", "treaty", {})
    assert not (corpus / "treaty.txt").exists()
    keys = [(source.key, source.name) for source in open_corpus(corpus).sources]
    assert ("treaty", "treaty.md") in keys
    assert len(keys) == 3


def test_removed_with_its_record_and_nothing_else(corpus: Path) -> None:
    with changing(corpus):
        done = remove(corpus, "note")
    assert (done.key, done.file, done.what) == ("note", "papers/note.md", "removed")
    assert not (corpus / "papers" / "note.md").exists()
    text = (corpus / "corpus.toml").read_text()
    assert text.rstrip() == TOML.partition('\n[[document]]\nkey = "note"')[0].rstrip()


def test_a_document_without_a_record_is_removed_by_the_key_of_its_name(corpus: Path) -> None:
    with changing(corpus):
        remove(corpus, "letter")
    assert not (corpus / "letter.txt").exists()
    assert (corpus / "corpus.toml").read_text() == TOML


@pytest.mark.parametrize(
    ("name", "key", "fields", "told"),
    [
        ("x.txt", "Not A Key", {"title": "x"}, "key 'Not A Key'"),
        ("x.txt", "x", {"title": "x", "issued": "soon"}, "issued 'soon'"),
        ("x.txt", "x", {"title": "x", "colour": "red"}, "unknown field 'colour'"),
        ("x.txt", "x", {}, "needs title"),
        ("../x.txt", None, {}, "no name for a document"),
        ("a/b.txt", None, {}, "no name for a document"),
        (".hidden.txt", None, {}, "no name for a document"),
        ("corpus.toml", None, {}, "no name for a document"),
        ("a\nb.txt", None, {}, "no name for a document"),
        ("letter.txt", "other", {"title": "x"}, "is the document 'letter'"),
    ],
)
def test_what_is_refused_changes_nothing(
    corpus: Path, name: str, key: str | None, fields: dict[str, str], told: str
) -> None:
    before = held(corpus)
    with changing(corpus), pytest.raises(CorpusError) as raised:
        place(corpus, name, b"text", key, fields)
    assert told in str(raised.value)
    assert changes._NEW not in str(raised.value)
    assert held(corpus) == before


def test_no_such_document(corpus: Path) -> None:
    with changing(corpus), pytest.raises(NotFoundError):
        remove(corpus, "nothing")


def test_the_last_document_stays(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    with changing(tmp_path), pytest.raises(CorpusError, match="only document"):
        remove(tmp_path, "x")
    assert (tmp_path / "x.txt").exists()


def test_one_writer_at_a_time(corpus: Path) -> None:
    with changing(corpus), pytest.raises(LockedError), changing(corpus):
        pass
    with changing(corpus):  # and the lock is let go of
        pass


def test_a_read_only_folder_is_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    before = held(corpus)
    monkeypatch.setattr(changes, "_write", refuse)
    with changing(corpus), pytest.raises(CorpusError, match="Read-only file system"):
        place(corpus, "x.txt", b"x", "x", {"title": "x"})
    assert held(corpus) == before


class Killed(BaseException):
    """What stands for SIGKILL: no code of the writer's handles it."""


@contextmanager
def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Die at the n-th thing done to the disk."""
    count = [0]

    def counted(original: object) -> object:
        def call(*args: object, **more: object) -> object:
            count[0] += 1
            if count[0] == step:
                raise Killed
            return original(*args, **more)  # type: ignore[operator]

        return call

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", counted(os.fsync))
        patched.setattr(Path, "replace", counted(Path.replace))
        patched.setattr(Path, "unlink", counted(Path.unlink))
        with suppress(Killed):
            yield count


@pytest.mark.parametrize("what", ["place", "remove"])
def test_killed_at_any_step_it_is_done_wholly_or_not_at_all(
    corpus: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(folder: Path) -> None:
        with changing(folder):
            if what == "place":
                place(folder, "treaty.md", b"# Anew", "treaty", {"publisher": "A Press"})
            else:
                remove(folder, "note")

    before = held(corpus)
    step, seen = 0, set()
    while True:
        step += 1
        folder = corpus.with_name(f"at-{step}")
        for name, data in before.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        acknowledged = False
        with killed_at(step, monkeypatch) as count:
            change(folder)
            acknowledged = True
        recover(folder)
        after = {n: d for n, d in held(folder).items() if not n.startswith(changes._NEW)}
        assert JOURNAL not in after
        changed = after != before
        seen.add(changed)
        assert changed or not acknowledged
        if changed:
            keys = {source.key: source.name for source in open_corpus(folder).sources}
            assert len(after) == len(before) - (what == "remove")
            assert keys.get("treaty") == ("treaty.md" if what == "place" else "treaty.txt")
            assert not open_corpus(folder).refused
        change_again = folder / "treaty.txt" if what == "place" else folder / "papers/note.md"
        if change_again.exists():
            change(folder)
        assert not list(folder.glob(f"{changes._NEW}*")), "leftovers stay"
        if count[0] < step:
            break
    assert seen == {True, False}
    assert step > 8
