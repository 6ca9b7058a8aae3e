"""The routes, one module a resource."""

from pincite_api.routes import (
    ask,
    citation,
    cite,
    docs,
    documents,
    health,
    pages,
    passages,
    problems,
    static,
    verify,
    verify_page,
)

# The order is that of the documentation.
ROUTERS = (
    ask.router,
    passages.router,
    citation.router,
    cite.router,
    verify.router,
    documents.router,
    problems.router,
    health.router,
    docs.router,
    pages.router,
    verify_page.router,
    static.router,
)
