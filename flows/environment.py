"""Prefect's own settings, made before it is imported: quiet, offline, and with a database of our own.

Whatever the user has set stands. Where no ``PREFECT_API_URL`` is set, in the environment or in a Prefect profile,
Prefect starts a server for the run and stops it afterwards.
"""

from __future__ import annotations

import getpass
import logging
import os
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from ocr.crash import debugging
from ocr.settings import PREFIX, ServeSettings

_OFFLINE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}
_LOCAL_SERVER = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    # A new database takes 10 s to lay out, on a busy machine far longer; the default gives up after 20 s.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}
_SERVED = {
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_WORKER_QUERY_SECONDS": "3",
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
    # A run with its log and pictures takes up to half a megabyte, for ever if nobody deletes it. The ledger knows more.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 24 * 3600),
    # What the reader says of a page stands in the log of its run.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "ocr",
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
}
_QUIET = {
    # Errors reach the user as sentences of ours. The log with all its tracebacks goes to the server, not the terminal.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_HANDLERS_DEBUG_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def prepare_prefect(environ: MutableMapping[str, str] = os.environ) -> None:
    """Sets in ``environ`` what is not set there yet. Comes before the first import of Prefect."""
    # A log record that cannot be sent is lost without a word on the terminal.
    logging.raiseExceptions = debugging()
    for name, value in (_OFFLINE | _LOCAL_SERVER | ({} if debugging() else _QUIET)).items():
        environ.setdefault(name, value)
    home = Path(environ.setdefault("PREFECT_HOME", str(_writable_home()))).expanduser().resolve()
    # Not Prefect's own prefect.db: a newer Prefect of another project may have changed its layout for good.
    environ.setdefault("PREFECT_API_DATABASE_CONNECTION_URL", f"sqlite+aiosqlite:///{home / 'baokan.db'}")


def served_environment(settings: ServeSettings, folder: Path, threads: int) -> dict[str, str]:
    """What the parts of ``baokan serve`` find in their environment, over what is there.

    ``folder`` is for the server's database; each run takes ``threads``.
    """
    user = {name: value for name, value in os.environ.items() if name.startswith("PREFECT_")}
    return {
        **_OFFLINE,
        **_SERVED,
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder / 'prefect.db'}",
        **user,
        # The UI asks the API where it comes from itself, whatever name the browser has for this machine.
        "PREFECT_SERVER_API_HOST": settings.host,
        "PREFECT_SERVER_API_PORT": str(settings.port),
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_UI_URL": user.get("PREFECT_UI_URL", settings.url),
        "PREFECT_API_URL": settings.api_url,
        f"{PREFIX}RECOGNIZE__THREADS": str(threads),
    }


def _writable_home() -> Path:
    """Prefect's usual home, or a temporary folder where there is no writable home folder."""
    try:
        usual = Path("~/.prefect").expanduser()
        usual.mkdir(parents=True, exist_ok=True)
        if os.access(usual, os.W_OK):
            return usual
    except (OSError, RuntimeError):
        pass  # RuntimeError: the user has no home folder at all
    return Path(tempfile.gettempdir()) / f"baokan-{getpass.getuser()}"


def child_environment(**more: str) -> dict[str, str]:
    """The environment for a Python process of ours: it finds this package wherever this process found it."""
    paths = [str(Path(__file__).parents[1]), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)), **more}
