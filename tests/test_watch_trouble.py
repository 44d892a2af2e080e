"""The watcher where things go wrong: killed anywhere, two at once, a share or a server that goes away, lost runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.deployment import MOST_RESTARTS
from flows.ledger import Ledger
from flows.lock import check_unwatched
from flows.record import NOTICE
from flows.watch import MOST_LOST
from ocr.errors import BaokanError
from tests.house import SETTINGS, SETTLE, House, blank


def test_many_at_once_are_all_done_and_none_twice(house: House) -> None:
    for number in range(40):
        house.drop(f"{number:03}/1.jpg", blank(100 + number))
    for _ in range(4):  # the server is not asked for all at once
        house.settle()
    assert set(house.states().values()) == {"done"}
    assert (len(house.states()), len(house.server.asked), len(house.server.reads)) == (40, 40, 40)


def test_what_comes_while_the_watcher_is_down_is_taken_at_its_start(house: House) -> None:
    house.watcher.round()
    for name in ("03.jpg", "02.jpg", "01.jpg"):
        house.drop(f"晨报/{name}.part", blank(100 + int(name[1])))
        (house.scans / f"晨报/{name}.part").rename(house.scans / "晨报" / name)
    house.start()
    house.settle()
    assert [page["source"]["file"] for page in house.document("晨报")["pages"]] == ["01.jpg", "02.jpg", "03.jpg"]


def test_a_watcher_killed_anywhere_asks_for_no_run_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    house.drop("晨报/01.jpg", blank(200))
    for method in ("queued", "key", "submitted"):
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, method, killed)
            house.watcher.round()
            house.now += SETTLE
            with pytest.raises(KeyboardInterrupt):
                house.watcher.round()
        house.start()
    house.settle()
    assert (house.states(), len(house.server.asked)) == ({"晨报": "done"}, 1)


def test_what_was_taken_down_is_told_at_the_next_start(house: House) -> None:
    house.drop("晨报/01.jpg", b"this is text")
    house.drop("晚报/01.jpg", blank(200))
    house.settle()
    (house.output / "晨报" / NOTICE).rename(house.output / "晚报" / NOTICE)
    house.start()
    assert [(house.output / issue / NOTICE).exists() for issue in ("晨报", "晚报")] == [True, False]


def test_a_notice_that_cannot_be_mended_stops_nobody(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.settle()
    (house.output / "晨报" / NOTICE / "in the way").mkdir(parents=True)
    house.said.clear()
    house.start()
    assert [line.partition(":")[0] for line in house.said] == [str(house.output / "晨报" / NOTICE)]
    house.drop("晚报/01.jpg", blank(210))
    house.settle()
    assert house.states() == {"晨报": "done", "晚报": "done"}


def test_a_folder_that_cannot_be_opened_keeps_what_is_known_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晚报/01.jpg", blank(210))
    really = Path.iterdir

    def closed(path: Path) -> Iterator[Path]:
        if path.name == "晨报":
            raise PermissionError(13, "Permission denied")
        return really(path)

    house.pass_time()
    with monkeypatch.context() as patch:  # the tests may run as root, whom no permission stops
        patch.setattr(Path, "iterdir", closed)
        house.pass_time()
        house.pass_time()
    assert sum("the folder cannot be opened" in line for line in house.said) == 1
    house.settle()
    assert set(house.states().values()) == {"done"}
    assert len(house.server.asked) == 2


def test_a_full_disk_is_waited_for(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.server.full = True
    house.settle()
    house.settle()
    assert (house.entry("晨报").state, len(house.server.asked)) == ("waiting", 1)
    assert "the disk is full" in (house.output / "晨报" / NOTICE).read_text(encoding="utf-8-sig")
    house.server.full = False
    house.pass_time(60)
    house.settle()
    assert (house.entry("晨报").state, len(house.server.reads)) == ("done", 1)
    assert not (house.output / "晨报" / NOTICE).exists()


def test_results_that_go_away_are_waited_for_and_no_ledger_is_begun(house: House, tmp_path: Path) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.settle()
    house.output.rename(tmp_path / "elsewhere")
    house.pass_time()
    Ledger(house.output).token()  # a run that went on made another in the empty mount point
    house.drop("晚报/01.jpg", blank(210))
    house.pass_time()
    assert house.states() == {}
    assert sum("the results went away" in line for line in house.said) == 1
    shutil.rmtree(house.output)
    (tmp_path / "elsewhere").rename(house.output)
    house.settle()
    assert house.states() == {"晨报": "done", "晚报": "done"}
    assert len(house.server.asked) == 2


def test_a_server_that_does_not_answer_is_told_once_and_waited_for(house: House) -> None:
    house.server.away = True
    house.drop("晨报/01.jpg", blank(200))
    house.pass_time()
    house.pass_time()
    assert house.said.count("no Prefect server answers") == 1
    house.server.away = False
    house.settle()
    assert house.states() == {"晨报": "done"}


@pytest.mark.parametrize("state", [None, "Failed", "Completed"])
def test_a_run_that_ends_without_a_word_is_started_again_and_not_for_ever(house: House, state: str | None) -> None:
    house.drop("晨报/01.jpg", blank(200))
    for attempt in range(1, MOST_LOST + 1):
        house.pass_time()
        assert (house.entry("晨报").state, len(house.server.asked)) == ("queued", attempt)
        house.server.states = {} if state is None else dict.fromkeys(house.server.asked, state)
        house.pass_time()
    house.pass_time()
    assert (house.entry("晨报").state, len(house.server.asked)) == ("failed", MOST_LOST)
    assert 'baokan retry "晨报"' in house.entry("晨报").reason
    Ledger(house.output).retry("晨报")
    house.settle()
    assert house.entry("晨报").state == "done"


def test_a_crashed_run_is_left_to_the_server_for_a_while(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.pass_time()
    (run,) = house.server.asked
    house.server.states[run] = "Crashed"
    for _ in range(5):
        house.pass_time()
    assert house.entry("晨报").state == "queued"
    house.server.states[run] = "Scheduled"
    house.settle()
    assert (house.entry("晨报").state, len(house.server.asked)) == ("done", 1)


def test_a_crash_that_the_server_does_not_answer_is_answered_three_times_at_most(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.pass_time()
    (run,) = house.server.asked
    for _ in range(1 + MOST_RESTARTS):
        assert house.entry("晨报").state == "queued"
        house.server.states[run] = "Crashed"
        for _ in range(8):
            house.pass_time()
    assert (house.entry("晨报").state, len(house.server.asked)) == ("failed", 1)


def test_a_cancelled_run_is_a_failure_that_can_be_tried_again(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.pass_time()
    house.server.states = dict.fromkeys(house.server.states, "Cancelled")
    house.pass_time()
    assert "cancelled" in (house.output / "晨报" / NOTICE).read_text(encoding="utf-8-sig")


def test_a_share_that_goes_away_and_comes_back_loses_nothing(house: House, tmp_path: Path) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.drop("晚报/01.jpg", blank(210))
    house.pass_time()
    house.scans.rename(tmp_path / "elsewhere")
    house.pass_time()
    house.server.work()
    house.scans.mkdir()  # the mount point, empty
    house.pass_time()
    assert sum("nothing is taken for deleted" in line for line in house.said) == 2
    house.scans.rmdir()
    (tmp_path / "elsewhere").rename(house.scans)
    house.settle()
    house.settle()
    assert set(house.states().values()) == {"done"}
    assert sum("the scans are back" in line for line in house.said) == 1
    assert len(house.server.reads) == 2


def test_scans_that_change_under_a_run_are_read_as_they_are(house: House) -> None:
    house.drop("晨报/01.jpg", blank(200))
    house.pass_time()
    house.drop("晨报/02.jpg", blank(210))
    house.settle()
    house.settle()
    assert (house.entry("晨报").state, house.entry("晨报").pages) == ("done", 2)
    assert (house.server.reads, len(house.server.asked)) == (["01.jpg", "02.jpg"], 1)


def test_a_worker_with_other_settings_is_said_and_not_run_for_ever(house: House) -> None:
    house.server.settings = SETTINGS.model_copy(
        update={"output": SETTINGS.output.model_copy(update={"review_below": 0.5})}
    )
    house.drop("晨报/01.jpg", blank(200))
    house.settle()
    house.settle()
    assert len(house.server.asked) == 1
    assert any("other settings" in line for line in house.said)


def test_a_second_watcher_says_so_and_stops(house: House) -> None:
    holding = (
        "import sys; from pathlib import Path; from flows.lock import only_watcher\n"
        "with only_watcher(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", holding, str(house.output)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BaokanError, match=f"another watcher is at work for it .process {holder.pid} "):
            house.lock()
        with pytest.raises(BaokanError, match="another watcher is at work"):
            check_unwatched(house.output, 0)
        holder.kill()
        holder.wait()
    check_unwatched(house.output, 0)
    house.lock()
