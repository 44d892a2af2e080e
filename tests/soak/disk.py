"""The disk of the results full, and with room again."""

from __future__ import annotations

import errno
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ocr.errors import BaokanError
from tests.service import Service, pages, result_in, undisturbed, until, watching
from tests.soak.ground import Attempt, Ground

MEGABYTES = 48
_ROOM = (0, 60_000, 400_000)
"""Bytes that are left, at the drop."""
_LATER = ("begun", "page read")
_PASSING_SECONDS = 60
SAID = "the disk is full"


def full_disk(ground: Ground, times: int) -> Iterator[Attempt]:
    """Full before the page comes, to the last byte or nearly; when its run has begun; and when the page is read."""
    service = ground.prepared()
    service.output.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "baokan-soak", str(service.output)], check=True)
    try:
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
    finally:
        service.end()
        subprocess.run(["umount", "--lazy", str(service.output)], check=True)


def _waits_for_room(ground: Ground, number: int, moment: str) -> Callable[[Service], str]:
    changed = {"02.jpg": pages(9001 + number, 1)["01.jpg"]}
    wanted = undisturbed(ground.folder / "full", "日报", changed)

    def act(service: Service) -> str:
        result = service.output / "日报" / "issue.json"
        good, kept, said = result.read_bytes(), len(service.kept()), _said(service)
        with watching(service) as wrong:
            if moment not in _LATER:
                _fill(service.output, int(moment.split()[0]) * 1000)
            for file, content in changed.items():
                (service.scans / "日报" / file).write_bytes(content)
            if moment == "begun":
                until(lambda: service.pids("engine"), "the start of its run")
            elif moment == "page read":
                until(lambda: len(service.kept()) > kept, "the page")
            if moment in _LATER:
                _fill(service.output, 0)
            until(lambda: SAID in _said(service)[len(said) :] or result.read_bytes() != good, f"'{SAID}'")
            early = result.read_bytes() != good
            (service.output / "filler").unlink()
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


def _fill(folder: Path, room: int) -> None:
    """Leaves so many bytes."""
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65536))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(max(0, file.tell() - room))
