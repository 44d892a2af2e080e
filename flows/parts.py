"""What ``baokan serve`` keeps running, each a process of its own: ``python -m flows.parts server|worker|watch``.

Each ends when its standard input does: then whoever started it is gone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str]) -> None:
    """Runs the part that is named first, with the arguments that follow."""
    threading.Thread(target=_end_with_starter, daemon=True).start()
    part, *rest = arguments
    match part:
        case "server":
            _serve(*rest)
        case "worker":
            _work(*rest)
        case _:
            _command(arguments)


def _end_with_starter() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass  # nothing is ever sent
    os.kill(os.getpid(), signal.SIGTERM)


def _serve(host: str, port: str) -> None:
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host=host,
        port=int(port),
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


def _work(limit: str, output: str, scans: str) -> None:
    from flows.worker import work

    work(int(limit), Path(output), Path(scans))


def _command(arguments: Sequence[str]) -> None:
    from flows.cli import main as baokan

    baokan(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
