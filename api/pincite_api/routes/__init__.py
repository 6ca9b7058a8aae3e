"""The routes, one module a resource."""

from pincite_api.routes import ask, docs, documents, health, pages, passages, problems, static

# The order is that of the documentation.
ROUTERS = (
    ask.router,
    passages.router,
    documents.router,
    problems.router,
    health.router,
    docs.router,
    pages.router,
    static.router,
)
