"""Running lines are found in time in proportion to the pages."""

from __future__ import annotations

from pincite.readers.pdf import furniture as furniture_module
from pincite.readers.pdf.furniture import furniture
from pincite.readers.pdf.lines import Line
from support.work import lines_run


def pages(count: int) -> list[list[Line]]:
    """A running header, text, and a page number under it."""
    return [
        [
            Line("The Annual Report", 72, 800, 9),
            *(
                Line(f"Text {n * page % 97} of this page goes on", 72, 740 - 14 * n, 11)
                for n in range(6)
            ),
            Line(str(page), 300, 40, 9),
        ]
        for page in range(1, count + 1)
    ]


def test_a_document_of_thousands_of_pages_takes_work_in_proportion_to_them() -> None:
    def work(count: int) -> int:
        return lines_run(lambda: furniture(pages(count)), furniture_module)

    assert work(1_200) < 5 * work(300)


def test_each_page_of_a_long_document_loses_its_running_lines_alone() -> None:
    assert furniture(pages(400)) == [{0, 7}] * 400
