"""The service put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import anyio.to_thread
from fastapi import FastAPI

from pincite.settings import Settings
from pincite_api import handlers, openapi
from pincite_api.answers import Answers
from pincite_api.envelope import Envelope
from pincite_api.gate import Gate
from pincite_api.live import Live
from pincite_api.metrics import Metrics
from pincite_api.routes import ROUTERS
from pincite_api.service import Service
from pincite_api.writer import Writer

STOP_SECONDS = 30.0  # how long what has begun may take to end


def create_app(settings: Settings) -> FastAPI:
    """The HTTP service over the index folder of the settings.

    The index is opened as the application starts and closed as it ends; one that is missing or
    damaged does not keep it from starting.
    """
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        live = Live(
            settings.index,
            threads=settings.threads,
            refresh_seconds=settings.refresh_seconds,
            opened=metrics.timing,
        )
        gate = Gate(settings.concurrency, settings.queue, settings.queue_seconds)
        metrics.watch(live, gate)
        writer = Writer(settings, live, metrics)
        app.state.service = Service(
            settings, live, Answers(settings.answers), gate, metrics, writer
        )
        await anyio.to_thread.run_sync(live.start)
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(writer.stop, STOP_SECONDS)
            await anyio.to_thread.run_sync(live.stop)
            gate.close()

    app = FastAPI(
        title="Pincite",
        version=version("pincite"),
        summary="Answers questions with cited, verbatim passages of the documents it holds.",
        description=openapi.DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own page loads scripts from elsewhere; see routes.docs
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(Envelope, settings=settings, metrics=metrics)
    handlers.register(app, [*app.routes, *(route for router in ROUTERS for route in router.routes)])
    for router in ROUTERS:
        app.include_router(router)
    openapi.describe(app)
    return app
