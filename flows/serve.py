"""``baokan serve``: Prefect's server with its UI, the worker, and the watcher, in one command.

Each is a process of its own that is started again when it dies: none takes another along. An issue survives the
death of any of them. The run of an issue is the worker's child: without the worker it goes on, without the server
it waits, and one that is killed itself is started again and finds the pages it had read.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

from flows.deployment import FULL_NAME
from flows.environment import served_environment
from flows.lock import check_unwatched
from flows.supervisor import Part, Running
from ocr.crash import complain, tell
from ocr.errors import BaokanError
from ocr.export.atomic import writing
from ocr.export.places import OWN_FOLDER
from ocr.settings import ServeSettings, Settings, load_settings

_START_SECONDS = 180
"""A new database takes 10 s to lay out, on a busy machine far longer."""
_LEAVING_SECONDS = 10
"""For a server and a watcher that were just left alone to end."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(scans: Path, output: Path, engine: str | None, host: str | None, port: int | None) -> int:
    """Runs all until this process is told to end; returns the exit code.

    Raises UsageError for wrong settings, BaokanError where the port is in use, another watcher works for the output,
    or the server does not start.
    """
    settings = load_settings(engine)
    listen = settings.serve.model_copy(
        update={"host": host or settings.serve.host, "port": port or settings.serve.port}
    )
    settings = settings.model_copy(update={"serve": listen})
    with writing(output):
        (output / OWN_FOLDER).mkdir(parents=True, exist_ok=True)
    with writing(scans):
        scans.mkdir(parents=True, exist_ok=True)
    _check_port(settings.serve)
    check_unwatched(output, _LEAVING_SECONDS)
    if settings.serve.host not in _LOOPBACK:
        complain(f"listening on {settings.serve.host}: whoever reaches this machine can use the UI, without a password")
    running: list[Running] = []
    try:
        _start(running, _parts(settings, scans, output, engine), settings.serve)
        tell(f"ready: {scans} is watched, results go to {output}, the UI is at {settings.serve.url}")
        while True:
            _look_after(running)
    except KeyboardInterrupt:
        tell("stopping: pages in hand are finished first; Ctrl-C again ends them, too")
    finally:
        _stop(running)
    tell("stopped; the next start goes on where this one left")
    return 0


def issues_at_once(settings: Settings) -> int:
    """How many issues are digitized at once: one for two cores, where the settings do not say."""
    return settings.serve.issues_at_once or max(1, settings.threads() // 2)


def _parts(settings: Settings, scans: Path, output: Path, engine: str | None) -> tuple[Part, Part, Part]:
    """The server, the worker and the watcher."""
    limit = issues_at_once(settings)
    environment = served_environment(
        settings.serve, (output / OWN_FOLDER).resolve(), settings.shared_by(limit).threads()
    )
    chosen = ("--engine", engine) if engine else ()
    logs = output / OWN_FOLDER / "log"

    def part(name: str, *arguments: str, log: Path | None, patience: float = 15.0) -> Part:
        return Part(name, ("-m", "flows.parts", *arguments), environment, log, patience)

    return (
        part("server", "server", settings.serve.host, str(settings.serve.port), log=logs / "server.log"),
        part(
            "worker",
            "worker",
            str(limit),
            str(output.resolve()),
            str(scans.absolute()),
            log=logs / "worker.log",
            patience=settings.limits.page_seconds + 30.0,
        ),
        part("watcher", "watch", str(scans), "--output", str(output), *chosen, log=None),
    )


def _start(running: list[Running], parts: Sequence[Part], settings: ServeSettings) -> None:
    """Starts each part when what it needs is there, and puts it into ``running``. Raises BaokanError."""
    server, worker, watcher = parts
    for part, address in (
        (server, f"{settings.api_url}/health"),
        (worker, f"{settings.api_url}/deployments/name/{FULL_NAME}"),
    ):
        running.append(Running(part))
        end = monotonic() + _START_SECONDS
        while not _answers(address):
            _look_after(running)
            if monotonic() > end:
                raise BaokanError(f"the {part.name} did not start in {_START_SECONDS} seconds; see {part.log}")
    running.append(Running(watcher))


def _look_after(running: Sequence[Running]) -> None:
    for part in running:
        part.look_after()
    sleep(0.25)


def _stop(running: Sequence[Running]) -> None:
    """Ends the parts, the last one first: runs still need the server to say that they stop."""
    try:
        for part in reversed(running):
            part.stop()
    finally:
        for part in running:
            part.kill()


def _answers(address: str) -> bool:
    import httpx

    with suppress(httpx.HTTPError):
        return httpx.get(address, timeout=5).status_code == httpx.codes.OK
    return False


def _check_port(settings: ServeSettings) -> None:
    """Raises BaokanError where the server could not listen."""
    end = monotonic() + _LEAVING_SECONDS
    while True:
        try:
            family, kind, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as trial:
                if sys.platform != "win32":
                    trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
            return
        except OSError as error:
            if monotonic() > end:
                reason = (error.strerror or str(error)).lower()
                raise BaokanError(
                    f"{settings.host}:{settings.port}: the server cannot listen there ({reason}); end what does, or "
                    "choose another with --port or the setting serve.port"
                ) from error
        sleep(0.5)
