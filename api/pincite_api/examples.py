"""Questions to begin with, for the page on which nothing has been asked yet."""

from __future__ import annotations

from pincite.search.index import Index

MOST = 4


def example_questions(index: Index) -> tuple[str, ...]:
    """A few questions that suit the documents.

    The ones that corpus.toml gives; where it gives none, questions about the documents' sections,
    or about the documents themselves where they have no sections either.
    """
    return index.generation.examples[:MOST] or _from_contents(index)


def _from_contents(index: Index) -> tuple[str, ...]:
    catalogue = index.generation.catalogue
    subjects: dict[str, None] = {}
    for record in catalogue.records()[:MOST]:
        sections = [
            passage.section[-1]
            for passage in catalogue.passages(catalogue.rows_of(record.key)[:200])
            if passage.section
        ]
        subjects.update(dict.fromkeys(sections or [record.title]))
    return tuple(f"What is said about “{subject}”?" for subject in list(subjects)[-MOST:])
