"""A served instance to do things to: started and stopped as a user does, its processes found and killed.

It has a folder, a port and a database of its own. Nothing in it is a stand-in: real server, worker, watcher, runs.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from ocr.export.schema import IssueDocument

ROOT = Path(__file__).parents[1]
PARTS = {
    "server": "flows.parts server",
    "worker": "flows.parts worker",
    "watcher": "flows.parts watch",
    "engine": "prefect.engine",
    "reader": "from flows.readers import answer",
    "service": "main() serve",
}
"""What stands in the command line of each kind of process."""
SECONDS = 240
"""For anything that is waited for, on a machine that has other things to do."""


class Service:
    """``baokan serve`` in a folder of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.scans, self.output = folder / "scans", folder / "output"
        self.url = f"http://127.0.0.1:{port}"
        self.api = httpx.Client(base_url=f"{self.url}/api", timeout=30)
        self.out = folder / "serve.out"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it says that it is ready."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "BAOKAN_"))}
        environment = {
            **clean,
            "PYTHONPATH": str(ROOT),
            "PREFECT_HOME": str(self.folder / "prefect"),
            "BAOKAN_WATCH__SETTLE_SECONDS": "1",
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.out.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from flows.cli import main; main()", "serve", "--port", str(self.port)],
                cwd=self.folder,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(lambda: "ready: " in self.said() or self._process.poll() is not None)  # type: ignore[union-attr]
        assert "ready: " in self.said(), self.said()

    def said(self) -> str:
        """All that it printed since its last start."""
        return self.out.read_text(encoding="utf-8")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tells it to end as a user or systemd does; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(SECONDS)

    def pids(self, part: str) -> list[int]:
        """The processes of a kind that belong to this instance."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if PARTS[part] in command and str(self.folder).encode() in process.joinpath("environ").read_bytes():
                    found.append(int(process.name))
        return found

    def kill(self, *parts: str) -> None:
        """kill -9 of all processes of these kinds, of which there has to be one at least."""
        pids = [pid for part in parts for pid in self.pids(part)]
        assert pids, f"no {parts} to kill"
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._process is not None and "service" in parts:
            self._process.wait(SECONDS)

    def end(self) -> None:
        """Ends whatever still runs."""
        for part in ("service", *PARTS):
            for pid in self.pids(part):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait(SECONDS)
        self.api.close()

    def drop(self, name: str, files: Mapping[str, bytes]) -> None:
        """Drops an issue, whole."""
        (self.scans / name).mkdir(parents=True)
        for file, content in files.items():
            (self.scans / name / file).write_bytes(content)
        (self.scans / name / "_READY").touch()

    def kept(self) -> list[Path]:
        """The results of single pages that are there."""
        folder = self.output / ".baokan" / "pages"
        return (
            [file for file in folder.iterdir() if re.fullmatch(r"[0-9a-f]{64}", file.name)] if folder.is_dir() else []
        )

    def runs(self, name: str) -> list[dict[str, Any]]:
        """What the server knows of the runs of this name, the latest first; none while it does not answer."""
        try:
            answer = self.api.post(
                "/flow_runs/filter", json={"sort": "START_TIME_DESC", "flow_runs": {"name": {"any_": [name]}}}
            )
        except httpx.TransportError:
            return []
        found: list[dict[str, Any]] = answer.json() if answer.status_code == httpx.codes.OK else []
        return found

    def state(self, name: str) -> str | None:
        """The state of the latest run of this name."""
        runs = self.runs(name)
        return str(runs[0]["state_name"]) if runs else None

    def finish(self, name: str) -> dict[str, Any]:
        """Waits until the issue's run has completed; returns its result."""
        until(lambda: self.state(name) == "Completed")
        return result_in(self.output / name)


def result_in(folder: Path) -> dict[str, Any]:
    """The issue.json in a folder without the time it was made at."""
    content: dict[str, Any] = json.loads((folder / "issue.json").read_text(encoding="utf-8"))
    content["generator"].pop("created")
    return content


@contextmanager
def watching(service: Service) -> Iterator[list[str]]:
    """Looks at the output all the while, as another program would: what it gives is to stay empty.

    Every issue.json that is seen has to be whole, and no page's kept result may be written a second time.
    """
    wrong: list[str] = []
    written: dict[Path, int] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            for file in service.output.glob("*/issue.json"):
                try:
                    IssueDocument.model_validate_json(file.read_bytes())
                except FileNotFoundError:
                    pass
                except ValueError as error:
                    wrong.append(f"{file}: {error}")
            for file in service.kept():
                with suppress(FileNotFoundError):
                    if written.setdefault(file, file.stat().st_mtime_ns) != file.stat().st_mtime_ns:
                        wrong.append(f"{file}: a page was read again that had been read")

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield wrong
    finally:
        over.set()
        thread.join()


def until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    """Waits until the condition holds. Raises AssertionError where it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
