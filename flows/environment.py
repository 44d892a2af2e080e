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
