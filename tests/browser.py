"""A real browser without a window, kept off the network: what a test sees in it a person would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox",  # as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; Playwright brings none of its own. While it runs, so does an event loop in this thread:
    not for longer than one module needs it."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium here; install the package chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@contextmanager
def opened(browser: Browser, file: Path, fragment: str = "", **settings: Any) -> Iterator[Page]:
    """The file in a window of its own; fails where its scripts do, or where it asks for anything but files."""
    wrong: list[str] = []
    context = browser.new_context(**{"viewport": DESK, "locale": "zh-CN", **settings})
    page = context.new_page()
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if asks_elsewhere(request.url) else None)
    page.goto(f"{file.as_uri()}{fragment}")
    yield page
    context.close()
    assert not wrong


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a server on this machine in a window of its own."""
    context = browser.new_context(viewport=DESK, locale="en")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def asks_elsewhere(url: str) -> bool:
    """Whether a request leaves the file system."""
    return not url.startswith(("file:", "data:"))


def faults(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical, a line each."""
    found = Axe().run(page).response["violations"]
    serious = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    return [f"{fault['id']}: {node['html']}" for fault in serious for node in fault["nodes"]]
