"""Questions to begin with, for the page on which nothing has been asked yet."""

from __future__ import annotations

from pincite.search.index import Index

MOST = 4


def example_questions(index: Index) -> tuple[str, ...]:
    """A few questions that suit the documents: about their sections, spread over the documents."""
    catalogue = index.generation.catalogue
    questions: list[str] = []
    for record in catalogue.records()[:MOST]:
        sections = dict.fromkeys(
            passage.section[-1]
            for passage in catalogue.passages(catalogue.rows_of(record.key)[:200])
            if passage.section
        )
        questions += [f"What do the documents say about {name}?" for name in sections][:MOST]
    return tuple(questions[:MOST])
