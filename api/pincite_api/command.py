"""``pincite serve``: the service on this machine."""

from __future__ import annotations

import errno
import signal
import socket
from typing import Annotated

import typer
import uvicorn

from pincite.cli.options import IndexOption, settings_with
from pincite.errors import SettingsError
from pincite_api.app import STOP_SECONDS, create_app
from pincite_api.connections import timed
from pincite_api.logs import log_to_standard_error

_BACKLOG = 2048


def serve(
    host: Annotated[
        str | None,
        typer.Option(help="The address to listen on [default: 127.0.0.1].", metavar="ADDRESS"),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="The port; 0 takes a free one [default: 8000].", metavar="PORT"
        ),
    ] = None,
    index: IndexOption = None,
) -> None:
    """Serve the index over HTTP: the page, and the API under /v1.

    Prints the address, runs until Ctrl-C, and picks up a newly built index without a restart.

    Example: pincite serve --port 8080
    """
    settings = settings_with(host=host, port=port, index=index)
    listener = listen(settings.host, settings.port)
    log_to_standard_error(settings)
    server = _AnnouncingServer(
        uvicorn.Config(
            create_app(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=int(STOP_SECONDS),
            timeout_keep_alive=max(1, round(settings.idle_seconds)),
            http=timed(settings.idle_seconds),
        )
    )
    # The server raises the signal that ended it once more when it has finished what had begun.
    # Both ways of ending it are ordinary ones.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
    if not server.started:
        raise typer.Exit(1)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. SettingsError if it is taken, not ours or not allowed."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise SettingsError(
            f"{host}: no such host ({error.strerror}); give an address of this machine as --host"
        ) from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise SettingsError(_why_not(host, port, error)) from None
    listener.setblocking(False)
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{host}:{port}: another program listens on this port; end that one, "
            f"or choose another port, for example --port {port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return f"{host}:{port}: not allowed to listen on this port; choose one from 1024 to 65535"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host}:{port}: not an address of this machine; 127.0.0.1 always is"
    return f"{host}:{port}: cannot listen there ({error.strerror})"


class _AnnouncingServer(uvicorn.Server):
    """Prints the address when it answers, and not before."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Pincite answers on http://{shown}:{port}  (Ctrl-C ends it)", flush=True)
