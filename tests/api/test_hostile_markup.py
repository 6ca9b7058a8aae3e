"""Documents and drafts full of markup, uploaded as anybody would, and looked at in chromium.

The browser is told to pass over the content security policy: nothing may run even without it.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docx
import httpx
import pytest
from playwright.sync_api import Browser, Page

from pincite.cli.app import run
from pincite_api.app import create_app
from support.service import serving, settings_for

pytestmark = pytest.mark.browser

TOKEN = "a-token-of-the-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}

SCRIPT = "<script>document.title='owned'</script>"
IMAGE = '"><img src=/owned onerror="document.title=\'owned\'">'
ENDS = "</title></textarea></script><svg onload=\"document.title='owned'\">"
HANDLER = "' onmouseover='document.title=`owned`' autofocus onfocus='document.title=`owned`'"
LINK = "<a href=\"javascript:document.title='owned'\">read</a>"
TEMPLATE = "{{ 7 * 191 }} {% raw %} {{ config }} ${7*191} <%= 7*191 %> #{7*191}"  # 1337
ENTITIES = "&lt;script&gt;document.title='owned'&lt;/script&gt; &#60;img src=/owned&#62;"
BIDI = "left \u2067isolated \u202eturned"  # never ended
ALL = f"{SCRIPT} {IMAGE} {ENDS} {HANDLER} {LINK} {TEMPLATE} {ENTITIES} {BIDI}"

# What nothing of these documents may have added to a page.
FOREIGN = """() => {
  const found = [];
  for (const e of document.querySelectorAll("*")) {
    for (const { name, value } of e.attributes) {
      const styled = name === "style" && !/^stroke:var\\(--series-\\d\\)/.test(value);
      if (name.startsWith("on") || styled || name === "srcdoc") found.push(e.outerHTML);
      const links = ["href", "src", "action", "formaction", "cite", "data"];
      const to = value.trim();
      const ours = /^(\\/(?!\\/)|#|\\?|https:\\/\\/example\\.org\\/)/;
      if (links.includes(name) && to && !ours.test(to)) found.push(`${name}=${value}`);
    }
  }
  const tags = "script:not([src^='/static/']), svg:not(.chart, .swatch), style, base, " +
    "img, iframe, object, embed, template";
  const added = [...document.querySelectorAll(tags)].map((e) => e.outerHTML);
  return [...found, ...added];
}"""


def markdown() -> bytes:
    parts = [f"# {SCRIPT} zanzibar {IMAGE}", f"## {LINK} {TEMPLATE}", f"Zanzibar says {ALL}."]
    return "\n\n".join(parts).encode()


def plain() -> bytes:
    numbered = [f"{n}. Zanzibar item {n} says {one}." for n, one in enumerate((SCRIPT, IMAGE), 1)]
    return "\n\n".join([f"ZANZIBAR {HANDLER}", *numbered, f'He said "{ALL}" there.']).encode()


def html() -> bytes:
    escaped = ALL.replace("&", "&amp;").replace("<", "&lt;")
    page = f"<title>{escaped}</title><h1>{escaped}</h1><p>Zanzibar: {escaped}</p>{ALL}<p>End.</p>"
    return f"<!doctype html><html><body>{page}</body></html>".encode()


def word() -> bytes:
    document = docx.Document()
    document.core_properties.title = f"{SCRIPT}{IMAGE}"
    document.core_properties.author = SCRIPT
    document.add_heading(f"Zanzibar {ENDS}", 1)
    document.add_paragraph(f"Zanzibar holds {ALL}.")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


RECORD: dict[str, Any] = {
    "title": f"Title {ALL}",
    "authors": [f"Author {IMAGE} {BIDI}", {"family": SCRIPT, "given": LINK, "role": ENDS}],
    "publisher": f"Publisher {ENDS} {BIDI}",
    "kind": f'kind" onclick="document.title=`owned`" {SCRIPT}',
    "language": 'en" onfocus="document.title=`owned`" autofocus x="',
    "short": [f"Short {SCRIPT}"],
    "url": "https://example.org/'onclick='x?a=<b>".replace("<b>", "%3Cb%3E"),
}
UPLOADS: dict[str, tuple[str, Callable[[], bytes], dict[str, Any]]] = {
    "markdown": (f"{IMAGE.replace('/', '')} {TEMPLATE}.md", markdown, RECORD),
    "plain": ("<script>document.title='owned'.txt", plain, {}),
    "page": ("'onfocus='x.html", html, {}),
    "word": ('"><svg onload=x>.docx', word, {"kind": SCRIPT}),
}


@pytest.fixture(scope="module")
def hostile(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The service's address and its index, into which all of these have been uploaded."""
    folder = tmp_path_factory.mktemp("hostile")
    index = Path(shutil.copytree(index_folder, folder / "index"))
    corpus = folder / "corpus"
    corpus.mkdir()
    # A file that is left out is named on a page too.
    (corpus / "<img src=owned onerror=document.title='owned'>.pdf").write_bytes(b"%PDF-1.7 broken")
    (corpus / "constant.txt").write_text("Nothing hostile is said in this one.\n")
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    app = create_app(settings_for(index, corpus=str(corpus), write_token_sha256=digest))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        for key, (name, made, record) in UPLOADS.items():
            parts = {
                "file": (name, made()),
                "record": (None, json.dumps(record).encode(), "application/json"),
            }
            accepted = client.put(f"/v1/documents/{key}", files=parts, headers=BEARER)  # type: ignore[arg-type]
            assert accepted.status_code == 202, accepted.text
            link = accepted.json()["links"]["self"]
            while (job := client.get(link).json())["status"] == "running":
                time.sleep(0.05)
            assert job["files"][0]["outcome"] == "indexed", job
        yield address, index


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens an address without the policy's help, and holds what is shown against what may be."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("dialog", lambda dialog: faults.append(dialog.message) or dialog.dismiss())  # type: ignore[func-returns-value]
    page.on("request", lambda made: faults.append(made.url) if "/owned" in made.url else None)

    def visited(address: str) -> Page:
        page.goto(address)
        check(page)
        return page

    yield visited
    context.close()
    assert faults == []


def check(page: Page) -> None:
    """Nothing ran, also when everything is touched, and nothing was added."""
    assert page.evaluate(FOREIGN) == [], page.url
    page.evaluate(
        """() => { for (const e of document.querySelectorAll("main *"))
                     for (const kind of ["mouseover", "focus", "error", "load"])
                       e.dispatchEvent(new Event(kind)); }"""
    )
    assert page.title() != "owned", page.url
    shown = page.locator("body").inner_text()
    assert "1337" not in shown, "a template was carried out"


def keys_of(address: str) -> dict[str, list[str]]:
    """Every document's passages."""
    with httpx.Client(base_url=address) as client:
        keys = [one["key"] for one in client.get("/v1/documents").json()["documents"]]
        return {
            key: [one["id"] for one in client.get(f"/v1/documents/{key}").json()["outline"]]
            for key in keys
        }


def test_every_page_shows_the_words_and_lets_no_markup_through(
    hostile: Any, visit: Callable[[str], Page]
) -> None:
    address, _ = hostile
    documents = keys_of(address)
    assert set(documents) == {"constant", *UPLOADS}
    page = visit(f"{address}/documents")
    assert page.get_by_role("link", name=RECORD["title"]).count() == 1, "the title as it is written"
    assert page.get_by_text("<img src=owned onerror=document.title='owned'>.pdf").count() == 1
    visit(f"{address}/")
    for key, passages in documents.items():
        visit(f"{address}/d/{key}")
        visit(f"{address}/d/{key}/para/1")
        for passage in passages:
            visit(f"{address}/p/{passage}")
    for style in ("pincite", "chicago-notes", "apa", "mla", "harvard", "oscola"):
        page = visit(f"{address}/?q=What%20does%20Zanzibar%20say&k=50&style={style}")
        assert page.locator("article").count() > 5
        assert "<script>document.title='owned'</script>" in page.locator("main").inner_text()
        first = documents["markdown"][-1]
        for form in ("text", "html", "markdown", "bibtex", "ris", "csl-json"):
            cited = httpx.get(
                f"{address}/v1/passages/{first}/citation?style={style}&format={form}&of=document"
            )
            assert cited.status_code == 200
            if cited.headers["content-type"].startswith("text/html"):
                visit(f"{address}/v1/passages/{first}/citation?style={style}&format={form}")
    for nowhere in (SCRIPT, IMAGE, TEMPLATE):
        visit(f"{address}/d/{quote(nowhere, safe='')}")
        visit(f"{address}/?q=zanzibar&document={quote(nowhere, safe='')}")
        visit(f"{address}/?q=zanzibar&style={quote(nowhere, safe='')}")
        visit(f"{address}/d/plain/para/{quote(nowhere, safe='')}")


def test_a_document_cannot_turn_the_words_beside_its_own(
    hostile: Any, visit: Callable[[str], Page]
) -> None:
    """A direction that a name begins and does not end would reach to the end of the line."""
    address, _ = hostile
    page = visit(f"{address}/documents")
    row = page.locator("li", has=page.locator('a[href="/d/markdown"]')).locator("p.source")
    places = row.evaluate(
        """(row) => {
          const text = [...row.childNodes].filter((n) => n.nodeType === 3).at(-1);
          const at = text.data.indexOf("passage");
          const left = (from) => {
            const range = document.createRange();
            range.setStart(text, from);
            range.setEnd(text, from + 1);
            return range.getBoundingClientRect().left;
          };
          return [left(at), left(at + 3)];
        }"""
    )
    assert places[0] < places[1], "the count of passages is read from left to right"


@pytest.mark.parametrize("as_file", [False, True])
def test_a_hostile_draft_is_reported_on_and_runs_nothing(
    hostile: Any, visit: Callable[[str], Page], tmp_path: Path, as_file: bool
) -> None:
    address, _ = hostile
    words = plain().decode()
    draft = f'{ALL}\n\nIt says "{words[-90:-8]}" (Title, para. 1) and "{ALL}" ({SCRIPT}, para. 2).'
    page = visit(f"{address}/verify")
    if as_file:
        file = tmp_path / f"{IMAGE.replace('/', '')}{TEMPLATE}.md"
        file.write_text(draft, encoding="utf-8")
        page.set_input_files("#file", file)
    else:
        page.fill("#text", draft)
    page.get_by_role("button", name="Check the draft").click()
    page.wait_for_selector(".findings")
    check(page)
    assert SCRIPT in page.locator(".draft").inner_text()


def test_the_report_of_an_evaluation_shows_them_and_runs_nothing(
    hostile: Any, visit: Callable[[str], Page], tmp_path: Path
) -> None:
    """It is a file, which no policy of ours goes with."""
    _, index = hostile
    rows = [
        {"id": SCRIPT, "question": f"What does Zanzibar say of {ALL}?", "kind": IMAGE,
         "gold": [[f"{ALL} and more"]], "evidence": [ALL]},
        {"id": "b", "question": f"Who is {IMAGE}?", "gold": None, "kind": ENDS, "why": ALL},
    ]  # fmt: skip
    questions = tmp_path / f"{IMAGE.replace('/', '')}.jsonl"
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    report = tmp_path / "report.html"
    status = run(["eval", str(questions), "--index", str(index), "--report", str(report), "-q"])
    assert status == 0
    page = visit_file(visit, report)
    assert SCRIPT in page.locator("body").inner_text()


def visit_file(visit: Callable[[str], Page], report: Path) -> Page:
    """A report has a style of its own within it; all else is as on a page."""
    text = report.read_text(encoding="utf-8")
    assert text.count("<style") == 1
    beside = report.with_name("unstyled.html")
    begin, end = text.index("<style"), text.index("</style>") + len("</style>")
    beside.write_text(text[:begin] + text[end:], encoding="utf-8")
    return visit(beside.as_uri())
