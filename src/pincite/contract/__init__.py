"""The HTTP contract (v1) as values: what the service answers and the command line prints as JSON.

Ids, keys and fields only ever gain; nothing is renamed within v1. Each field's meaning is in its
metadata, which is what the OpenAPI description shows. Offsets are Unicode code points.

What questions, passages and documents need stands here; `pincite.contract.citing` and
`pincite.contract.verification` are imported by themselves, for whoever only asks does without.
"""

from __future__ import annotations

from pincite.contract.answers import (
    AnswerView,
    VerdictView,
    answer_view,
)
from pincite.contract.documents import (
    AuthorView,
    DocumentDetailView,
    DocumentsView,
    DocumentView,
    IndexView,
    LeftOutView,
    OutlineEntryView,
    document_detail_view,
    document_view,
    documents_view,
    index_view,
)
from pincite.contract.passages import (
    DocumentRefView,
    HitView,
    LinksView,
    LocatorView,
    PagesView,
    PassageView,
    SpanView,
    TextPositionSelectorView,
    TextQuoteSelectorView,
    hit_view,
    passage_view,
)

__all__ = [
    "AnswerView",
    "AuthorView",
    "DocumentDetailView",
    "DocumentRefView",
    "DocumentView",
    "DocumentsView",
    "HitView",
    "IndexView",
    "LeftOutView",
    "LinksView",
    "LocatorView",
    "OutlineEntryView",
    "PagesView",
    "PassageView",
    "SpanView",
    "TextPositionSelectorView",
    "TextQuoteSelectorView",
    "VerdictView",
    "answer_view",
    "document_detail_view",
    "document_view",
    "documents_view",
    "hit_view",
    "index_view",
    "passage_view",
]
