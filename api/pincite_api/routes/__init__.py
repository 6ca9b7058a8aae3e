"""The routes, one module a resource."""

from pincite_api.routes import (
    ask,
    citation,
    cite,
    docs,
    documents,
    health,
    metrics,
    pages,
    passages,
    problems,
    static,
    verify,
    verify_page,
    writing,
)

# The order is that of the documentation.
ROUTERS = (
    ask.router,
    passages.router,
    citation.router,
    cite.router,
    verify.router,
    documents.router,
    writing.router,
    problems.router,
    health.router,
    metrics.router,
    docs.router,
    pages.router,
    verify_page.router,
    static.router,
)
