"""Pages in chromium: how they are opened, and what every one of them is measured by.

The fixture `open_page` is imported by the modules that use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

Open = Callable[..., Page]

QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"
ASKED = f"/?q={quote(QUESTION)}"

# WCAG 2.2, relative luminance and contrast ratio; large text (18.66 px bold, 24 px) needs 3, other
# text 4.5. The background is that of the nearest ancestor that has one.
CONTRAST = """() => {
  const parse = (css) => css.match(/[\\d.]+/g).map(Number);
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  let seen = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode, element = text.parentElement;
    if (!text.data.trim() || element.tagName === "OPTION" || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    seen += 1;
    if (ratio < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5))
      poor.push(`${ratio.toFixed(2)}: ${text.data.trim().slice(0, 40)}`);
  }
  return [seen, poor];
}"""

CONTROLS = """() => [...document.querySelectorAll(
    "a, button, input:not([type=hidden]), select, textarea")]
  .filter((e) => !(e.ariaLabel || e.labels?.[0]?.textContent || e.textContent || "").trim())
  .map((e) => e.outerHTML)"""
LEVELS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => +h.tagName[1])"


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a path in a context of its own; nothing may be refused by the policy or be missing."""
    contexts = []
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            faults.append(message.text)

    def open_path(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(address) else faults.append(f"asked {request.url}")
            ),
        )
        page.goto(path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert faults == []
