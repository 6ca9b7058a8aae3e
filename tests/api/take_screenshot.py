"""Takes the README's picture of the page: a real answer, from an index that is being served.

pincite serve &
python tests/api/take_screenshot.py http://127.0.0.1:8000 tests/api/screenshot.png
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"
WIDTH, HEIGHT = 1280, 900


def take(address: str, to: Path) -> None:
    """Write the picture, WIDTH by HEIGHT pixels, in the light scheme."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(f"{address}/?q={quote(QUESTION)}")
        page.screenshot(path=str(to))
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    take(sys.argv[1], Path(sys.argv[2]))
