"""The disk of the results full, and with room again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr.errors import BaokanError
from tests.service import Service, pages, result_in, undisturbed, until, watching
from tests.soak.ground import Attempt, Ground

MEGABYTES = 48
_ROOM = (0, 60_000, 400_000)
"""Bytes that are left, at the drop."""
_LATER = ("begun", "page read")
_FILLER = "filler"
SAID = "the disk is full"


def full_disk(ground: Ground, times: int) -> Iterator[Attempt]:
    """Full before the page comes, to the last byte or nearly; when its run has begun; and when the page is read."""
    service = ground.prepared()
    service.output.mkdir(parents=True)
    with small_disk(service.output, MEGABYTES):
        service.start()
        first = pages(9000, 2)
        service.drop("日报", first)
        service.finish("日报")
        undisturbed(ground.folder / "full", "日报", first)
        moments = [*(f"{room // 1000} kB left" for room in _ROOM), *_LATER]
        for number in range(times):
            moment = moments[number % len(moments)]
            act = _waits_for_room(ground, number, moment)
            yield ground.attempt(moment, act, service)
        ground.give_up(service)


def _waits_for_room(ground: Ground, number: int, moment: str) -> Callable[[Service], str]:
    changed = {"02.jpg": pages(9001 + number, 1)["01.jpg"]}
    wanted = undisturbed(ground.folder / "full", "日报", changed)

    def act(service: Service) -> str:
        result = service.output / "日报" / "issue.json"
        good, kept, said = result.read_bytes(), len(service.kept()), _said(service)
        with watching(service) as wrong:
            if moment not in _LATER:
                fill(service.output, int(moment.split()[0]) * 1000)
            for file, content in changed.items():
                (service.scans / "日报" / file).write_bytes(content)
            if moment == "begun":
                until(lambda: service.pids("engine"), "the start of its run")
            elif moment == "page read":
                until(lambda: len(service.kept()) > kept, "the page")
            if moment in _LATER:
                fill(service.output, 0)
            until(lambda: SAID in _said(service)[len(said) :] or result.read_bytes() != good, f"'{SAID}'")
            early = result.read_bytes() != good
            make_room(service.output)
            room = time.monotonic()
            until(lambda: result_in(result.parent) == wanted, "the new result")
            until(lambda: (entry := service.entry("日报")) and entry.state == "done", "'done' in the ledger")
        assert not wrong, wrong[0]
        assert not (result.parent / "FAILED.txt").exists(), "FAILED.txt is still there"
        return "written before it was full" if early else f"done {time.monotonic() - room:.0f} s after there was room"

    return act


def _said(service: Service) -> str:
    """All that tells a person what is wrong."""
    notice = service.output / "日报" / "FAILED.txt"
    try:
        entry = service.entry("日报")
        reason = entry.reason if entry else ""
    except BaokanError:  # it cannot be opened on a full disk
        reason = ""
    return service.said() + reason + (notice.read_text(encoding="utf-8-sig") if notice.exists() else "")


def may_mount() -> bool:
    """Whether ``small_disk`` is to be had here."""
    return sys.platform == "linux" and os.geteuid() == 0 and "tmpfs" in Path("/proc/filesystems").read_text()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """Within it, the folder is a disk of its own, in memory."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "baokan", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, room: int) -> None:
    """Leaves so many bytes of the disk."""
    with (folder / _FILLER).open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(max(0, file.tell() - room))


def make_room(folder: Path) -> None:
    """Takes away what fills the disk."""
    (folder / _FILLER).unlink()
