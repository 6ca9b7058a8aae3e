"""HTML: the article alone, with its numbers, headings and captions."""

from __future__ import annotations

import pytest

from pincite.errors import ReadError
from pincite.readers import read_bytes
from readers.making import slices

PAGE = """<!doctype html><html lang="en"><head><meta charset="{charset}">
<title>ASEAN and Korea | The Herald</title><meta property="og:title" content="ASEAN and Korea">
<style>p {{ color: red }}</style><script>var tracking = "on";</script></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav></header>
<div class="cookie-banner" id="cookie-consent"><p>We use cookies to improve your experience.</p>
<button>Accept all</button></div>
<main><article><h1>ASEAN and Korea</h1>
<figure><img src="a.jpg" alt="Kim"><figcaption>Kim opens the workshop.</figcaption></figure>
<p>Every August 8th, the Association of Southeast Asian Nations celebrates <em>ASEAN Day</em> in
commemoration of its founding in 1967. The café’s price was €5, and it rose ever since that day.</p>
<h2>Economic Cooperation</h2>
<p>First, both can bolster sustainable economic co&shy;operation by embracing practices<br>and
environments that emerge in the region as a whole, which the Center has said many times.</p>
<ol start="17"><li>Trade reached <b>US$531,915</b> in the year 2008, the ministry reported.</li>
<li><p>Investment grew by 17.5 per cent in the same period, officials said.</p>
<p>The item goes on in another paragraph.</p></li>
<li>Nested points:<ul><li>one thing that matters</li><li>another that matters</li></ul></li></ol>
<ol type="a"><li>first lettered item</li><li value="5">fifth lettered item</li></ol>
<table><caption>Trade by year</caption><tr><th>Year</th><th>Trade</th></tr>
<tr><td>2008</td><td>90.2 billion</td></tr></table>
<blockquote><p>We must move beyond mere discourse, he said.</p></blockquote>
</article></main>
<aside><h3>Most read</h3><ul><li><a href="/x">Ten things about celebrities</a></li></ul></aside>
<footer><p>Copyright The Herald. All rights reserved.</p></footer></body></html>"""


def test_main_text_alone_with_its_outline() -> None:
    extract = read_bytes(PAGE.format(charset="utf-8").encode(), "a.html")
    assert extract.title == "ASEAN and Korea"
    for elsewhere in ("cookies", "Accept", "Home", "celebrities", "Copyright", "tracking", "color"):
        assert elsewhere not in extract.text
    found = slices(extract)
    assert [(kind, level, number) for kind, level, number, _ in found] == [
        ("heading", 1, None),
        ("caption", 0, None),
        ("paragraph", 0, None),
        ("heading", 2, None),
        ("paragraph", 0, None),
        ("list_item", 1, "17"),
        ("list_item", 1, "18"),
        ("paragraph", 0, None),
        ("list_item", 1, "19"),
        ("list_item", 2, None),
        ("list_item", 2, None),
        ("list_item", 1, "a"),
        ("list_item", 1, "e"),
        ("caption", 0, None),
        ("row", 0, None),
        ("row", 0, None),
        ("paragraph", 0, None),
    ]
    texts = [text for *_, text in found]
    assert texts[1] == "Kim opens the workshop."
    assert "economic cooperation by embracing practices\nand" in texts[4]
    assert texts[5] == "Trade reached US$531,915 in the year 2008, the ministry reported."
    assert texts[8:11] == ["Nested points:", "one thing that matters", "another that matters"]
    assert texts[13:16] == ["Trade by year", "Year\tTrade", "2008\t90.2 billion"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),  # as the Web reads that label
        ("utf-8", "utf-16"),  # a byte order mark outweighs what the page says
        ("utf-8", "cp1252"),  # a false claim
        ("no-such-charset", "cp1252"),
    ],
)
def test_encoding_is_the_declared_one_only_if_the_bytes_agree(declared: str, encoding: str) -> None:
    extract = read_bytes(PAGE.format(charset=declared).encode(encoding), "a.html")
    assert "The café’s price was €5" in extract.text


def test_korean_page_by_its_declaration() -> None:
    sentence = "한국과 아세안은 1989년 대화 관계를 수립하였으며 경제 협력을 강화하고 있다. "
    page = f"<html><head><meta charset=euc-kr></head><body><p>{sentence * 5}</p></body></html>"
    assert sentence.strip() in read_bytes(page.encode("euc-kr"), "a.htm").text


def test_short_page_without_an_article_is_read() -> None:
    page = b"<html><head><title>Note</title></head><body><p>The Center closed.</p></body></html>"
    extract = read_bytes(page, "a.html")
    assert (extract.title, extract.text) == ("Note", "The Center closed.")


@pytest.mark.parametrize(
    "page", ["<!-- only a comment -->", "<html><body><script>x</script></body>"]
)
def test_page_without_text_is_empty(page: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(page.encode(), "a.html")
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    "items",
    [
        # numbers typed into a list that hides its own, or that has bullets
        '<ol style="list-style: none"><li>17. {0}</li><li>18. {1}</li><li>19. {2}</li></ol>',
        "<ul><li>17. {0}</li><li>18. {1}</li><li>19. {2}</li></ul>",
        # numbers typed into paragraphs
        "<p>17. {0}</p><p>18. {1}</p><p>19. {2}</p>",
        "<div><p><b>17.</b> {0}</p><p><b>18.</b> {1}</p><p><b>19.</b> {2}</p></div>",
    ],
)
def test_typed_numbers_number_their_paragraphs(items: str) -> None:
    texts = [f"The {nth} paragraph says something of its own." for nth in ("one", "two", "three")]
    page = f"<html><body><article><h1>T</h1>{items.format(*texts)}</article></body></html>"
    extract = read_bytes(page.encode(), "a.html")
    assert [(number, text) for _, _, number, text in slices(extract)][1:] == [
        ("17", texts[0]),
        ("18", texts[1]),
        ("19", texts[2]),
    ]
    assert f"17. {texts[0]}" in extract.text


def test_page_that_is_one_list_is_read_item_by_item() -> None:
    item = "<li>point {0} of the list<ul><li>detail {0}</li></ul></li>"
    points = "".join(item.format(number) for number in range(30))
    page = f"<html><body><div><ol>{points}</ol></div></body></html>"
    found = slices(read_bytes(page.encode(), "a.html"))
    assert ("list_item", 1, "2", "point 1 of the list") in found
    assert [text for *_, text in found if text.startswith("detail")] == [
        f"detail {n}" for n in range(30)
    ]


@pytest.mark.parametrize(
    "body",
    ["<p>The Center closed on Monday.</p>", "<ol><li>One point.</li><li>Two points.</li></ol>"],
)
def test_short_article_is_read_without_its_navigation(body: str) -> None:
    links = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
    page = (
        f"<html><body><header><nav><ul>{links}</ul></nav></header><div role='dialog'>We use"
        f" cookies</div><main><h1>Notice</h1>{body}</main><footer><p>All rights</p></footer></body>"
    )
    found = slices(read_bytes(page.encode(), "a.html"))
    assert found[0] == ("heading", 1, None, "Notice")
    assert len(found) == 1 + body.count(".")


def test_table_that_is_most_of_the_page_is_read() -> None:
    row = "<tr><td>case-{0}</td><td>what the case {0} is about</td></tr>"
    rows = "".join(row.format(number) for number in range(40))
    page = (
        "<html><body><main><h1>Groups</h1><p>There are groups of cases, which are listed in the"
        " table that follows here, with a description of each of them, and then some more.</p>"
        f"<table><thead><tr><th>Case</th><th>About</th></tr></thead><tbody>{rows}</tbody></table>"
        "</main></body></html>"
    )
    texts = [text for *_, text in slices(read_bytes(page.encode(), "a.html"))]
    assert [text for text in texts if text.startswith("case-")] == [
        f"case-{n}\twhat the case {n} is about" for n in range(40)
    ]


def test_markup_in_text_stays_text() -> None:
    page = "<html><body><article><p>" + "Write &lt;b&gt; for bold &amp; so on. " * 12 + "</p>"
    assert "Write <b> for bold & so on." in read_bytes(page.encode(), "a.html").text


def test_cell_of_several_paragraphs_joins_no_words() -> None:
    page = (
        "<html><body><main><p>The table that follows here gives the figures of the year.</p><table>"
        "<tr><th>Year</th><th>Ships</th></tr><tr><td><p>2019</p><p>20<b>20</b> it was</p></td>"
        "<td>14<div>15</div></td></tr></table></main></body></html>"
    )
    found = slices(read_bytes(page.encode(), "a.html"))
    assert found[1:] == [
        ("row", 0, None, "Year\tShips"),
        ("row", 0, None, "2019\n2020 it was\t14\n15"),
    ]


def test_terms_stand_with_their_definitions() -> None:
    page = (
        "<html><body><main><p>These words mean in this Act what is said of them here.</p><dl>"
        "<dt>Vessel</dt><dd>Any craft longer than five metres.</dd><dt>Fee</dt><dt>Due</dt>"
        "<dd>What is paid for a berth.</dd></dl></main></body></html>"
    )
    assert [(kind, text) for kind, _, _, text in slices(read_bytes(page.encode(), "a.html"))][
        1:
    ] == [
        ("paragraph", "Vessel\nAny craft longer than five metres."),
        ("paragraph", "Fee\nDue\nWhat is paid for a berth."),
    ]
