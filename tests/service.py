"""A served instance to do things to: started and stopped as a user does, its processes found and killed.

It has a folder, a port and a database of its own. Nothing in it is a stand-in: real server, worker, watcher, runs.
Beside it, issues to drop, and what comes of them where nothing is done to them.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import httpx

from flows.ledger import Entry, Ledger
from ocr.__main__ import main as plain_main
from ocr.export.schema import IssueDocument
from tests.conftest import jpeg
from tests.drawer import Story, draw_page

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

    def __init__(self, folder: Path, port: int, environment: Mapping[str, str] | None = None) -> None:
        """``environment`` is what it finds there besides."""
        self.folder, self.port, self._environment = folder, port, environment or {}
        self.scans, self.output = folder / "scans", folder / "output"
        self.url = f"http://127.0.0.1:{port}"
        self.api = httpx.Client(base_url=f"{self.url}/api", timeout=30)
        self.out = folder / "serve.out"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it says that it is ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process = process = self.command("serve", "--port", str(self.port), out=self.out)
        until(lambda: "ready: " in self.said() or process.poll() is not None)
        assert "ready: " in self.said(), self.said()

    def command(self, *arguments: str, out: Path) -> subprocess.Popen[bytes]:
        """A command of baokan in its folder and environment; what it prints goes to the file ``out``."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "BAOKAN_"))}
        own = {
            "PYTHONPATH": str(ROOT),
            "PREFECT_HOME": str(self.folder / "prefect"),
            "BAOKAN_WATCH__SETTLE_SECONDS": "1",
        }
        with out.open("wb") as stream:
            return subprocess.Popen(
                [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
                cwd=self.folder,
                env=clean | own | dict(self._environment),
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

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

    def entry(self, name: str) -> Entry | None:
        """How the issue stands in the ledger."""
        return next((entry for entry in Ledger(self.output).entries() if entry.issue == name), None)

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


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


def pages(seed: int, count: int = 3) -> dict[str, bytes]:
    """The scans of an issue, unlike those of any other seed."""
    stories = [
        Story(
            f"story-{seed}-{number}",
            f"第{seed}号桥第{number}段完工",
            tuple(
                f"本报讯 第{seed}号桥的第{number}段昨天完工，工人们用了{day}天，居民都来看。" for day in range(20, 32)
            ),
            columns=2,
        )
        for number in range(1, count + 1)
    ]
    return {
        f"{number:02d}.jpg": jpeg(draw_page([story], width=1100, seed=seed).image)
        for number, story in enumerate(stories, start=1)
    }


def undisturbed(folder: Path, name: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What comes of the same scans with nothing done to them: read in ``folder``, over what was read there before."""
    scans = folder / "scans" / name
    scans.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (scans / file).write_bytes(content)
    with redirect_stdout(io.StringIO()):
        assert plain_main([str(scans), "--output", str(folder / "output")]) == 0
    return result_in(folder / "output" / name)


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
    parsed: dict[Path, tuple[int, int]] = {}
    written: dict[Path, int] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            for file in service.output.glob("*/issue.json"):
                with suppress(FileNotFoundError):
                    wrong.extend(_damage(file, parsed))
            for file in service.kept():
                with suppress(FileNotFoundError):
                    state = file.stat()  # empty while it is being written
                    if state.st_size and written.setdefault(file, state.st_mtime_ns) != state.st_mtime_ns:
                        wrong.append(f"{file}: a page was read again that had been read")

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield wrong
    finally:
        over.set()
        thread.join()


def _damage(file: Path, parsed: dict[Path, tuple[int, int]]) -> Iterator[str]:
    """What is wrong with an issue.json; nothing where it is as when it was ``parsed``. Raises FileNotFoundError."""
    state = file.stat()
    if parsed.get(file) == (state.st_ino, state.st_mtime_ns):
        return
    try:
        IssueDocument.model_validate_json(file.read_bytes())
        parsed[file] = (state.st_ino, state.st_mtime_ns)
    except ValueError as error:
        yield f"{file}: {error}"


def until(condition: Callable[[], object], what: str = "it", seconds: float = SECONDS) -> None:
    """Waits until the condition holds. Raises AssertionError, which says ``what``, where it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen in {seconds:g} seconds"
        time.sleep(0.1)
