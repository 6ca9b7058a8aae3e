"""One conversion by LibreOffice, shared by the tests that need its PDF: it takes seconds."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from readers.making import add_numbered, add_page_number, bytes_of, numbered_document

SENTENCE = (
    "ASEAN and the Republic of Korea continue to work closely on cooperation in trade, investment"
    " and connectivity, with the aim of bringing their strategic partnership to new heights. "
)


@pytest.fixture(scope="session")
def official_docx() -> bytes:
    """Fourteen long numbered paragraphs with sub-paragraphs, running header, page numbers."""
    document = numbered_document()
    document.core_properties.title = "Overview of Relations"
    section = document.sections[0]
    section.header.paragraphs[0].text = "ASEAN-ROK Dialogue Relations"
    section.footer.paragraphs[0].text = "Page "
    add_page_number(section.footer.paragraphs[0])
    document.add_heading("Economy", 1)
    for number in range(14):
        add_numbered(document, f"In year {number} the following held. " + SENTENCE * 4)
        if number % 3 == 0:
            add_numbered(document, "a first point of several.", level=1)
            add_numbered(document, "a second point of several.", level=1)
    document.add_heading("Trade", 1)
    document.add_paragraph("The last words.")
    return bytes_of(document)


@pytest.fixture(scope="session")
def libreoffice_pdf(official_docx: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same document printed by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "a.docx").write_bytes(official_docx)
    command = [
        program,
        "--headless",
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return Path(folder / "a.pdf").read_bytes()
