"""Plain text: encodings told from the bytes, traces of Markdown taken out, all else left alone."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.errors import ReadError
from pincite.readers import read, read_bytes
from pincite.readers.plain import without_markdown
from pincite.readers.repairs import Repairs
from pincite.types import Repair

CORPUS = Path(__file__).parents[2] / "corpus"

ENGLISH = "The ROK’s “Plan of Action” – worth €5 million – was adopted at the café in 2010.\n"
KOREAN = "한국과 아세안은 1989년 대화 관계를 수립하였다. 경제 협력을 강화한다.\n"
CJK = "日本とアセアンは経済協力を強化する。対話関係を樹立した。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "cp1252"),
        ("The ROK’s policy is clear.", "cp1252"),  # one byte to tell it by
        ("The caf\xe9 was closed.", "cp1252"),
        ("Le président a déclaré à l’été que la coopération serait renforcée.", "cp1252"),
        ("Współpraca gospodarcza między państwami została wzmocniona.", "cp1250"),
        ("Россия и АСЕАН укрепляют сотрудничество.", "cp1251"),
        (ENGLISH, "utf-16"),  # with its mark
        (ENGLISH, "utf-16-le"),  # without
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "utf-32-le"),
        (KOREAN, "euc-kr"),
        ("ASEAN and Korea (한국과 아세안) established relations.", "euc-kr"),
        (KOREAN, "utf-8"),
        (KOREAN, "utf-16"),
        (CJK, "shift_jis"),
        (CJK, "euc-jp"),
        ("中国与东盟加强经济合作，建立对话关系。", "gb18030"),
        ("plain ASCII", "ascii"),
    ],
)
def test_encoding_is_told_from_the_bytes(text: str, encoding: str) -> None:
    assert read_bytes(text.encode(encoding), "a.txt").text == text


def test_encoding_told_from_the_beginning_holds_for_a_long_file() -> None:
    text = ENGLISH * 5_000
    assert read_bytes(text.encode("cp1252"), "a.txt").text == text


def test_damaged_character_after_a_byte_order_mark_costs_itself_alone() -> None:
    data = codecs.BOM_UTF8 + b"Trade \xff grew."
    assert read_bytes(data, "a.txt").text == "Trade \N{REPLACEMENT CHARACTER} grew."


@pytest.mark.parametrize(
    ("data", "text", "repair"),
    [
        (b"a\r\nb\rc", "a\nb\nc", "carriage return"),
        (b"a\x0cb", "a\nb", "form feed"),
        ("a\u2028b".encode(), "a\nb", "line separator"),
        ("a\ufeffb".encode(), "ab", "byte order mark"),
        ("coop\xaderation".encode(), "cooperation", "soft hyphen"),
        (b"a\x00b", "a\N{REPLACEMENT CHARACTER}b", "control character"),
        (b"a\x1b[31mb", "a\N{REPLACEMENT CHARACTER}[31mb", "control character"),
    ],
)
def test_what_is_changed_is_reported(data: bytes, text: str, repair: str) -> None:
    extract = read_bytes(data, "a.txt")
    assert extract.text == text
    assert len(extract.repairs) == 1
    assert repair in extract.repairs[0].what


def test_characters_are_not_normalised() -> None:
    text = "Ha\u0300 Nội – Hà Nội, ½ ﬁnal, a\N{NO-BREAK SPACE}b\n"
    assert read_bytes(text.encode(), "a.txt").text == text
    assert read_bytes(text.encode(), "a.txt").repairs == ()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"US\$531,915 in 2008", "US$531,915 in 2008"),
        (r"\$5", "$5"),
        ("on *Enhancing Detection Capacity* with", "on Enhancing Detection Capacity with"),
        ("(*inter alia*), “*Title*”.", "(inter alia), “Title”."),
        ("**Bold words** and ***both***", "Bold words and both"),
        ("_Enhancing Detection_ here", "Enhancing Detection here"),
        (r"AT\&T, 50\%, item\_one, \[Contribution\]", "AT&T, 50%, item_one, [Contribution]"),
        (r"not \*emphasis\*", "not *emphasis*"),
    ],
)
def test_traces_of_markdown_are_taken_out(raw: str, clean: str) -> None:
    repairs = Repairs()
    assert without_markdown(raw, repairs) == clean
    assert repairs.result()


@pytest.mark.parametrize(
    "text",
    [
        "Total exports* grew.\n* Preliminary.",  # a lone footnote mark, and its note
        "*Preliminary figures",
        "exports* and imports* grew",  # marks after words open nothing
        "a * b * c",
        "2*3*4 and x*y*z",
        "* one\n* two *",
        "*.txt and *.md",
        "f(*args, **kwargs)",
        "snake_case and __init__ and _id_ and a_b_c",
        r"C:\$Recycle and C:\_x and \\server\$share",
        r"C:\Users\_me\$x",
        r"the pattern \d+\.\d* and \[a-z\] \w+",
        r"\frac{1}{2} \[ x \] \section{One}",
        "- 17. item\n  - sub\n1) one",
        "***",
        "$5 and #7 and [Contribution]",
        "a line\\\nbreak",
    ],
)
def test_what_only_looks_like_markdown_stays(text: str) -> None:
    repairs = Repairs()
    assert without_markdown(text, repairs) == text
    assert repairs.result() == ()


def test_emphasis_does_not_reach_over_a_line() -> None:
    text = "*one\ntwo* three"
    assert without_markdown(text, Repairs()) == text


def test_overview_quotes_its_sum_and_its_project_as_printed() -> None:
    extract = read(CORPUS / "asean-rok-overview.txt")
    assert "contribution of US$531,915 in 2008" in extract.text
    assert (
        "project on Enhancing COVID-19 Detection Capacity for COVID-19 in ASEAN Member State with"
        in extract.text
    )
    source = (CORPUS / "asean-rok-overview.txt").read_text(encoding="utf-8")
    assert extract.text == source.replace("\\$", "$").replace("*", "")
    assert extract.repairs == (
        Repair("pair of Markdown emphasis marks removed", 1),
        Repair("Markdown backslash before punctuation removed", source.count("\\$")),
    )


def test_op_ed_is_read_as_it_stands() -> None:
    path = CORPUS / "korea-herald-2023-08-08.txt"
    extract = read(path)
    assert extract.text == path.read_bytes().decode("utf-8")
    assert (extract.repairs, extract.blocks, extract.pages, extract.title) == ((), (), (), None)


@pytest.mark.parametrize(
    "line",
    [
        " _word" + " word" * 100_000,
        " *word" + " word" * 100_000,
        " _a" * 100_000,
        "한" * 400_000 + r" \$",
        "x" * 400_000 + "\\",
    ],
    ids=["underscore", "star", "underscores", "no space", "backslash"],
)
def test_one_long_line_is_looked_through_once(line: str) -> None:
    # Any of these took minutes where each place of the line was looked ahead from.
    assert len(without_markdown(line, Repairs())) in (len(line), len(line) - 1)


@given(st.binary(max_size=300))
def test_any_bytes_give_text_that_utf8_can_write_or_a_named_error(data: bytes) -> None:
    try:
        extract = read_bytes(data, "a.txt")
    except ReadError as error:
        reason = error.reason
    else:
        extract.text.encode("utf-8")
        assert "\r" not in extract.text
        assert "\0" not in extract.text
        return
    assert reason in {"empty", "corrupt", "unknown", "encrypted"}


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    repairs = Repairs()
    once = repairs.clean(text)
    again = Repairs()
    assert again.clean(once) == once
    assert again.result() == ()
    once.encode("utf-8")
