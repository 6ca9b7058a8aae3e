from __future__ import annotations

import os
from pathlib import Path

import pytest

from pincite.corpus.folder import open_corpus
from pincite.corpus.glossary import Glossary, load_glossary
from pincite.corpus.records import load_records
from pincite.errors import CorpusError
from pincite.types import Name
from support.catalogue import CORPUS

RECORD = '[[document]]\nkey = "k"\nfile = "f.txt"\ntitle = "T"\n'


def test_the_repositorys_records() -> None:
    overview, oped = load_records(CORPUS / "corpus.toml")
    assert (overview.key, overview.issued, overview.authors) == ("asean-rok-overview", None, ())
    assert oped.issued == "2023-08-08"
    (author,) = oped.authors
    assert author.full == "Kim Hae-yong"
    assert (author.family, author.role) == ("Kim", "secretary general of the ASEAN-Korea Center")
    corpus = open_corpus(CORPUS)
    assert [source.key for source in corpus.sources] == [overview.key, oped.key]
    assert corpus.refused == ()
    assert corpus.glossary.long_forms["EAS"] == ("East Asia Summit",)


def test_a_name_that_is_not_utf8_is_refused_and_the_rest_is_listed(tmp_path: Path) -> None:
    (tmp_path / "fine.txt").write_text("words")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("words")
    corpus = open_corpus(tmp_path)
    assert [source.name for source in corpus.sources] == ["fine.txt"]
    (refused,) = corpus.refused
    assert (refused.file, refused.reason) == ("caf\\xe9.txt", "denied")
    assert "not UTF-8" in str(refused)


def test_no_records_and_no_glossary_are_no_fault(tmp_path: Path) -> None:
    assert load_records(tmp_path / "corpus.toml") == ()
    assert load_glossary(tmp_path / "glossary.toml") == Glossary()
    assert open_corpus(tmp_path).sources == ()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("issued = 2023-08-08", None),  # TOML's own date
        ('issued = "2023"', None),
        ('authors = ["ASEAN"]', None),
        ('issued = "08/08/2023"', "use 2023-08-08, 2023-08 or 2023"),
        ('issued = "2023-13"', "use 2023-08-08"),
        ('colour = "red"', "unknown field 'colour'; known: authors"),
        ("authors = [1]", "author 1: expected a text, or"),
        ('authors = [{ given = "Ann" }]', "needs family or literal"),
        ('authors = [{ family = "Lee", order = "x" }]', "given-first or family-first"),
        ("publisher = 1", "publisher must be a text"),
        ('short = "x"', "short must be a list"),
        ('key = "k"', "not readable as TOML"),  # given twice
    ],
)
def test_fields_of_a_record(tmp_path: Path, more: str, message: str | None) -> None:
    path = tmp_path / "corpus.toml"
    path.write_text(f"{RECORD}{more}\n")
    if message is None:
        assert len(load_records(path)) == 1
        return
    with pytest.raises(CorpusError, match=message) as caught:
        load_records(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('key = "k"', 'key = "K"', "lower-case letters"),
        ('key = "k"', 'key = "../k"', "lower-case letters"),
        ('key = "k"', 'key = "k\\n"', "lower-case letters"),
        ('title = "T"', 'title = " "', "needs title"),
        ('file = "f.txt"', 'file = "/etc/passwd"', "must lie inside"),
        ('file = "f.txt"', 'file = "../f.txt"', "must lie inside"),
        *(
            ('title = "T"', f'title = "T"\nurl = "{url}"', "begins with https:// or http://")
            for url in (
                "javascript:alert(1)",  # what a link would run
                " javascript:alert(1)//https://example.org",
                "JaVaScRiPt:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "vbscript:x",
                "//example.org/x",
                "/etc/passwd",
                "https://",
                "https://example.org/a b",
                'https://example.org/\\"onclick=\\"x',
                "example.org",
                "",
            )
        ),
        ("[[document]]", "[document]", "expected"),
        ("[[document]]", "[[documents]]", "expected"),
    ],
)
def test_records_that_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "corpus.toml"
    path.write_text(RECORD.replace(old, new))
    with pytest.raises(CorpusError, match=message):
        load_records(path)


def test_two_documents_of_one_key_or_file(tmp_path: Path) -> None:
    path = tmp_path / "corpus.toml"
    for other, field in (("file", "key"), ("key", "file")):
        path.write_text(RECORD + RECORD.replace(f'{other} = "', f'{other} = "x'))
        with pytest.raises(CorpusError, match=f"{field} .* is given to two documents"):
            load_records(path)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[[document", b"\x00"])
def test_records_that_are_not_toml(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "corpus.toml").write_bytes(data)
    with pytest.raises(CorpusError, match="not readable as TOML"):
        open_corpus(tmp_path)


def test_files_of_subfolders_get_keys_of_their_own(tmp_path: Path) -> None:
    for name in ("a.txt", "a.pdf", "b/a.txt", "b-a.txt", "한국.txt", ".git/x.txt", "README.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("words")
    sources = open_corpus(tmp_path).sources
    keys = [source.key for source in sources]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys) == 5
    assert {source.name for source in sources} == {
        "a.txt", "a.pdf", "b/a.txt", "b-a.txt", "한국.txt",
    }  # fmt: skip


def test_key_of_a_record_is_not_given_to_another_file(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text(RECORD)
    for name in ("f.txt", "k.txt"):
        (tmp_path / name).write_text("words")
    keys = {source.name: source.key for source in open_corpus(tmp_path).sources}
    assert keys["f.txt"] == "k"
    assert keys["k.txt"] != "k"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[acronym]\n", "expected one table"),
        ("acronyms = 1\n", "expected one table"),
        ("[acronyms]\nEAS = 1\n", "EAS: expected a list of long forms"),
        ('[acronyms]\nEAS = [""]\n', "EAS: expected a list"),
        ("[acronyms\n", "not readable"),
    ],
)
def test_glossaries_that_are_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "glossary.toml").write_text(text)
    with pytest.raises(CorpusError, match=message):
        load_glossary(tmp_path / "glossary.toml")


def test_short_form_of_too_many_meanings_is_left_to_the_glossary() -> None:
    given = Glossary((("AA", "Automatic Aid"),))
    mined = [("AA", f"Meaning {n}") for n in range(9)] + [("BB", "Big Bank")]
    assert given.with_mined(mined).pairs == (("AA", "Automatic Aid"), ("BB", "Big Bank"))


def test_names_in_either_order() -> None:
    assert Name("Kim", "Hae-yong", family_first=True).full == "Kim Hae-yong"
    assert Name("Lee", "Ann").full == "Ann Lee"
    assert Name(literal="ASEAN").full == "ASEAN"
