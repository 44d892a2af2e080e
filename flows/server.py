"""Prefect's server: the one that is configured, or one that lives as long as this process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import cache

from flows.environment import prepare_prefect
from ocr.errors import BaokanError

_GUARD = "import os, signal, sys; sys.stdin.read(); os.kill(int(sys.argv[1]), signal.SIGTERM)"


def reach_server() -> None:
    """Makes sure that a server answers; starts one where none is configured.

    Meant for a thread of its own: there it takes seconds in which this process is idle, and what a terminal sends to
    every process, at Ctrl-C or when it is closed, is kept from the server, which has to outlive the run to hear how
    it ended.
    Raises BaokanError.
    """
    prepare_prefect()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})  # a process started here inherits it
    import httpx
    from prefect.client.base import ServerType
    from prefect.client.orchestration import get_client

    try:
        with get_client(sync_client=True) as client:
            client.hello()
            own = client.server_type is ServerType.EPHEMERAL
    except (httpx.HTTPError, RuntimeError) as error:
        raise BaokanError(no_answer(error)) from error
    if own:
        from prefect.server.api.server import SubprocessASGIServer

        if (server := SubprocessASGIServer().server_process) is not None:
            end_with_us(server.pid)


@cache
def end_with_us(process: int) -> subprocess.Popen[bytes]:
    """Has a process ended when this one is, even if this one is killed and can do nothing any more.

    Another small process sees to that: its input ends when this process does. It is kept, since it would be let go
    with its input.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _GUARD, str(process)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def no_answer(error: Exception) -> str:
    """The sentence for a server that does not answer."""
    reason = str(error).strip().partition("\n")[0] or type(error).__name__
    if url := os.environ.get("PREFECT_API_URL"):
        return f"{url}: no Prefect server answers there ({reason}); start it, or unset PREFECT_API_URL"
    return f"Prefect's own server did not answer ({reason}); run it again, or use python -m ocr, which needs none"
