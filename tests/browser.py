"""A real browser without a screen, offline: Debian's chromium, driven through its own driver."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service as Driver

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en",
    "--window-size=1280,1000",
)


def has_browser() -> bool:
    """Whether a browser and its driver are installed."""
    return None not in (shutil.which("chromium"), shutil.which("chromedriver"))


@contextmanager
def browser(profile: Path) -> Iterator[Chrome]:
    """A browser with an empty profile. Its driver is named: nothing is looked for on the network."""
    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    chrome = Chrome(options=options, service=Driver(str(shutil.which("chromedriver"))))
    try:
        yield chrome
    finally:
        chrome.quit()
