"""``baokan doctor``: what is installed, which engines work, and how to get what is missing."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Literal

from packaging.requirements import Requirement
from rich.console import Console

from ocr.errors import BaokanError
from ocr.settings import Settings, load_settings

State = Literal["ok", "warning", "missing"]
OLDEST_PYTHON = (3, 11)
LANGUAGES = ("chi_sim", "chi_sim_vert", "chi_tra", "chi_tra_vert")
"""What Tesseract needs to read Chinese across and down, in simplified and traditional characters."""
TESSERACT_SECONDS = 20
_MARKS = {"ok": "ok", "warning": "!!", "missing": "no"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    detail: str
    remedy: str = ""
    """What to do; empty where nothing need be done."""


def examine() -> tuple[Finding, ...]:
    """Looks at everything the commands need. Reads only; opens each engine once."""
    return (_python(), *_packages(), *_opencv(), *_tesseract(), *_engines())


def show(findings: tuple[Finding, ...]) -> None:
    """Prints a line for each finding, and a second one for what to do."""
    console = Console(soft_wrap=True, highlight=False)
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        console.print(f"{_MARKS[finding.state]}  {finding.what:<{width}}  {finding.detail}", markup=False)
        if finding.remedy:
            console.print(f"    {'':<{width}}  {finding.remedy}", markup=False)


def _python() -> Finding:
    detail = f"{platform.python_version()} on {platform.platform(terse=True)}"
    if sys.version_info < OLDEST_PYTHON:
        return Finding("python", "missing", detail, f"install Python {'.'.join(map(str, OLDEST_PYTHON))} or newer")
    return Finding("python", "ok", detail)


def _packages() -> Iterator[Finding]:
    """Every package that pyproject.toml asks for on this machine."""
    try:
        wanted = [Requirement(line) for line in requires("baokan") or ()]
    except PackageNotFoundError:
        yield Finding("baokan", "warning", "run from its folder, not installed", "run make setup")
        return
    yield Finding("baokan", "ok", version("baokan"))
    for package in wanted:
        if package.marker is None or package.marker.evaluate({"extra": ""}):
            yield _package(package)


def _package(package: Requirement) -> Finding:
    remedy = f"run make setup, or pip install '{package.name}{package.specifier}'"
    try:
        found = version(package.name)
    except PackageNotFoundError:
        return Finding(package.name, "missing", "not installed", remedy)
    if not package.specifier.contains(found, prereleases=True):
        return Finding(package.name, "warning", f"{found}, but {package.specifier} is wanted", remedy)
    return Finding(package.name, "ok", found)


def _opencv() -> Iterator[Finding]:
    try:
        import_module("cv2")
    except ImportError as error:
        yield Finding("cv2", "missing", str(error), "install libgl1 and libglib2.0-0: run make setup")
    try:
        headless = version("opencv-python-headless")
    except PackageNotFoundError:
        return
    yield Finding(
        "opencv-python-headless",
        "warning",
        f"{headless} beside opencv-python: each overwrites files of the other",
        "pip uninstall opencv-python-headless opencv-python, then make setup",
    )


def _tesseract() -> Iterator[Finding]:
    """Tesseract and its languages; only a warning where they are missing, since it is the second engine."""
    program = shutil.which("tesseract")
    if program is None:
        yield Finding("tesseract", "warning", "not installed", f"{_apt('tesseract-ocr')}, for --engine tesseract")
        return
    yield Finding("tesseract", "ok", f"{_first_line([program, '--version'])}, {program}")
    languages = _output([program, "--list-langs"]).split()
    for language in LANGUAGES:
        if language in languages:
            yield Finding(f"tesseract {language}", "ok", "installed")
        else:
            package = f"tesseract-ocr-{language.replace('_', '-')}"
            yield Finding(f"tesseract {language}", "warning", "not installed", _apt(package))


def _engines() -> Iterator[Finding]:
    """Each engine opened for once. The one that the settings choose has to work."""
    try:
        settings = load_settings()
    except BaokanError as error:
        yield Finding("settings", "missing", str(error))
        settings = Settings()
    chosen = settings.recognize.engine
    for engine in ("rapidocr", "tesseract"):
        what = f"engine {engine}" + (" (chosen)" if engine == chosen else "")
        try:
            from ocr.recognize import open_engine

            yield Finding(what, "ok", open_engine(settings.with_engine(engine, "doctor")).name)
        except (BaokanError, ImportError) as error:
            yield Finding(what, "missing" if engine == chosen else "warning", str(error))


def _apt(package: str) -> str:
    return f"apt-get install {package}" if shutil.which("apt-get") else f"install {package}"


def _first_line(command: list[str]) -> str:
    return _output(command).partition("\n")[0]


def _output(command: list[str]) -> str:
    """What a program prints, on either stream (Tesseract 3 and 4 list their languages on stderr)."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TESSERACT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"does not answer ({error})"
    return done.stdout + done.stderr
