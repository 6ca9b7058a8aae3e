"""CSL-JSON, BibTeX and RIS, read back by readers that are not ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    RemoveEnclosingMiddleware,
    SeparateCoAuthors,
    SplitNameParts,
)
from bibtexparser.model import Entry
from hypothesis import given, settings
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from cite.records import (
    ACCENTED,
    ALL,
    BARE,
    CAPTION,
    KOREAN,
    MONONYM,
    OP_ED,
    OVERVIEW,
    PARA_5,
    PARA_28,
    SELF_PUBLISHED,
    records,
)
from pincite.cite.csl import csl_item, csl_locator, csl_type
from pincite.cite.formats import EXPORTS, MEDIA_TYPES, bibtex, csl_json, export, ris
from pincite.errors import QuestionError
from pincite.types import Locator, Name, Record

SCHEMA = json.loads((Path(__file__).parent / "data" / "csl-data.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def one_line(text: str) -> str:
    return " ".join(text.split())


def _decoder() -> LatexNodes2Text:
    """pylatexenc with LaTeX's own names for a few characters that it does not list, or lists as
    something that only looks like them."""
    context = get_default_latex_context_db()
    names = {
        "textless": "<",
        "textgreater": ">",
        "textbraceleft": "{",
        "textbraceright": "}",
        "textbar": "|",
        "textasciicircum": "^",
    }
    specs = [MacroTextSpec(name, simplify_repl=character) for name, character in names.items()]
    context.add_context_category("characters", macros=specs, prepend=True)
    return LatexNodes2Text(latex_context=context, keep_braced_groups=True)


def unbraced(text: str) -> str:
    return text.removeprefix("{").removesuffix("}")


def read_bibtex(text: str) -> Entry:
    """The one entry, its LaTeX decoded, its names split by bibtexparser."""
    library = bibtexparser.parse_string(
        text,
        parse_stack=[
            RemoveEnclosingMiddleware(),
            SeparateCoAuthors(),
            LatexDecodingMiddleware(decoder=_decoder()),
            SplitNameParts(),
        ],
    )
    assert not library.failed_blocks
    (entry,) = library.entries
    return entry


def read_ris(text: str) -> dict[str, Any]:
    (entry,) = rispy.loads(text)
    return dict(entry)


# --- CSL-JSON -----------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.key)
def test_csl_json_is_valid_by_the_schema(source: Record) -> None:
    VALIDATOR.validate(json.loads(csl_json(source, PARA_28)))


def test_the_schema_is_one_that_refuses() -> None:
    """Or the test above would show nothing."""
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate([{"id": "k", "type": "op-ed"}])
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate([{"id": "k", "type": "report", "paragraph": "5"}])


def test_csl_item_says_what_the_record_says() -> None:
    assert csl_item(OP_ED, PARA_5) == {
        "id": "korea-herald-2023-08-08",
        "type": "article-newspaper",
        "title": "ASEAN and Korea on road to sustainable and equal partnership",
        "author": [{"family": "Kim", "given": "Hae-yong", "static-ordering": True}],
        "container-title": "The Korea Herald",
        "issued": {"date-parts": [[2023, 8, 8]]},
        "language": "en",
        "note": "para. 5",
    }
    assert set(csl_item(OVERVIEW)) == {"id", "type", "title", "language"}
    assert csl_item(MONONYM)["author"] == [{"family": "Suharto"}]
    assert csl_item(MONONYM)["issued"] == {"literal": "Spring 1989"}
    assert csl_item(SELF_PUBLISHED)["author"] == [{"literal": "Ministry of Trade and Industry"}]


@pytest.mark.parametrize(
    ("kind", "url", "expected"),
    [
        ("official", None, "report"),
        ("opinion", None, "article-newspaper"),
        ("Press release", None, "report"),
        (None, None, "document"),
        ("leaflet", "https://example.org", "webpage"),
    ],
)
def test_kind_gives_the_csl_type(kind: str | None, url: str | None, expected: str) -> None:
    assert csl_type(Record("k", "f", "T", kind=kind, url=url)) == expected


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        (PARA_5, ("paragraph", "5")),
        (PARA_28, ("paragraph", "28 (first of two)")),
        (Locator("paragraph", "3", "para. 3 (part 2 of 3)", part=2, parts=3),
         ("paragraph", "3 (part 2 of 3)")),
        # A second number in the display belongs to it; only the label's word goes.
        (Locator("paragraph", "3", "para. 3 (page 4)"), ("paragraph", "3 (page 4)")),
        (Locator("page", "12", "p. 12"), ("page", "12")),
        # No label of CSL, or a display that does not begin with the number: it speaks for itself.
        (CAPTION, ("", "caption")),
        (Locator("paragraph", "5", "fifth paragraph"), ("", "fifth paragraph")),
    ],
)  # fmt: skip
def test_locator_becomes_csl_label_and_value(locator: Locator, expected: tuple[str, str]) -> None:
    assert csl_locator(locator) == expected


# --- BibTeX -------------------------------------------------------------------------------------


def test_bibtex_reads() -> None:
    assert bibtex(OP_ED, PARA_5) == (
        "@article{korea-herald-2023-08-08,\n"
        "  author = {Kim, Hae-yong},\n"
        "  title = {{ASEAN and Korea on road to sustainable and equal partnership}},\n"
        "  journal = {The Korea Herald},\n"
        "  date = {2023-08-08},\n"
        "  year = {2023},\n"
        "  month = aug,\n"
        "  language = {en},\n"
        "  note = {para. 5}\n"
        "}\n"
    )


def test_bibtex_without_a_date_has_no_year() -> None:
    entry = read_bibtex(bibtex(OVERVIEW, PARA_28))
    assert entry.entry_type == "misc"
    assert set(entry.fields_dict) == {"title", "language", "note"}


def test_bibtex_escapes_what_latex_would_read() -> None:
    text = bibtex(SELF_PUBLISHED, PARA_5)
    title = next(line for line in text.splitlines() if line.startswith("  title"))
    assert r"50\% of \$1\_000 \#1 \textbraceleft{}a\textbraceright{}" in title
    assert r"\textbackslash{}today" in title
    entry = read_bibtex(text)
    assert unbraced(entry["title"]) == SELF_PUBLISHED.title
    # A url is read verbatim, not as LaTeX.
    assert bibtexparser.parse_string(text).entries[0]["url"] == SELF_PUBLISHED.url
    assert entry["author"][0].last == ["{Ministry of Trade and Industry}"]
    assert len(entry["author"]) == 1


def test_bibtex_keeps_accents_cjk_and_odd_names() -> None:
    entry = read_bibtex(bibtex(ACCENTED, PARA_5))
    assert entry.key == "ete"
    assert unbraced(entry["title"]) == ACCENTED.title
    names = [(" ".join(name.last), " ".join(name.first)) for name in entry["author"]]
    assert names == [("Müller", "Jörg"), ("Ōe", "Kenzaburō"), ("{D’Été, Jr}", "Zoë")]
    assert entry["date"] == "2020-03"
    korean = read_bibtex(bibtex(KOREAN, PARA_5))
    assert (korean["author"][0].last, korean["author"][0].first) == (["김"], ["해용"])
    assert read_bibtex(bibtex(MONONYM, PARA_5))["author"][0].last == ["{Suharto}"]


@pytest.mark.parametrize(
    ("key", "expected"), [("asean-rok", "asean-rok"), ("été 2", "ete-2"), ("한국", "document")]
)
def test_bibtex_key_is_plain(key: str, expected: str) -> None:
    assert bibtex(Record(key, "f", "T")).startswith(f"@misc{{{expected},\n")


@settings(max_examples=100, deadline=None)
@given(source=records)
def test_any_record_comes_back_from_bibtex(source: Record) -> None:
    text = bibtex(source, PARA_28)
    # Braces balance at every point, as BibTeX counts them.
    depth = 0
    for brace in re.findall(r"[{}]", text):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    (entry,) = bibtexparser.parse_string(text).entries
    assert re.sub(r"\{\}|[{}]", "", entry["note"]) == "para. 28 (first of two)"
    fields = {"title", "note"} & set(entry.fields_dict)
    assert fields == {"title", "note"}


# --- RIS ----------------------------------------------------------------------------------------


def test_ris_reads() -> None:
    assert ris(OP_ED, PARA_5).split("\r\n") == [
        "TY  - NEWS",
        "ID  - korea-herald-2023-08-08",
        "AU  - Kim, Hae-yong",
        "TI  - ASEAN and Korea on road to sustainable and equal partnership",
        "T2  - The Korea Herald",
        "PY  - 2023",
        "DA  - 2023/08/08/",
        "LA  - en",
        "N1  - para. 5",
        "ER  - ",
        "",
    ]


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.key)
def test_ris_comes_back(source: Record) -> None:
    entry = read_ris(ris(source, PARA_28))
    assert entry["title"] == source.title
    assert entry["notes"] == ["para. 28 (first of two)"]
    assert entry.get("urls", [source.url])[0] == source.url
    names = [
        name.literal or ", ".join(filter(None, (name.family, name.given)))
        for name in source.authors
    ]
    assert entry.get("authors", []) == names
    assert ("year" in entry) == (source.issued is not None and source.issued[:1].isdigit())


@settings(max_examples=100, deadline=None)
@given(source=records)
def test_any_record_comes_back_from_ris_and_csl_json(source: Record) -> None:
    entry = read_ris(ris(source, PARA_28))
    assert entry["title"] == (one_line(source.title) or source.key)
    assert entry["notes"] == ["para. 28 (first of two)"]
    items = json.loads(csl_json(source, PARA_28))
    VALIDATOR.validate(items)
    assert items[0]["note"] == "para. 28 (first of two)"


# --- all ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", EXPORTS)
def test_pinpoint_is_never_lost(format: str) -> None:
    assert "para. 28 (first of two)" in export(BARE, PARA_28, format)
    assert "pp. 3–4" in export(BARE, None, format, pages=(3, 4))
    assert "Trade" in export(BARE, None, format, section=("Trade",))
    assert format in MEDIA_TYPES


def test_corporate_name_with_commas_and_person_named_and() -> None:
    source = Record("k", "f", "T", (Name(literal="Trade, Industry and Energy"), Name("And", "B")))
    names = read_bibtex(bibtex(source))["author"]
    assert [name.last for name in names] == [["{Trade, Industry and Energy}"], ["{And}"]]


def test_unknown_format_lists_the_valid_ones() -> None:
    with pytest.raises(QuestionError, match=r"'endnote'.*csl-json, bibtex, ris"):
        export(BARE, None, "endnote")
