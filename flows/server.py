"""Prefect's server: the one that is configured, or one that lives as long as this process."""

from __future__ import annotations

import os
import signal

from flows.environment import prepare_prefect
from ocr.errors import BaokanError


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
    from prefect.client.orchestration import get_client

    try:
        with get_client(sync_client=True) as client:
            client.hello()
    except (httpx.HTTPError, RuntimeError) as error:
        raise BaokanError(no_answer(error)) from error


def no_answer(error: Exception) -> str:
    """The sentence for a server that does not answer."""
    reason = str(error).strip().partition("\n")[0] or type(error).__name__
    if url := os.environ.get("PREFECT_API_URL"):
        return f"{url}: no Prefect server answers there ({reason}); start it, or unset PREFECT_API_URL"
    return f"Prefect's own server did not answer ({reason}); run it again, or use python -m ocr, which needs none"
