"""``baokan serve`` for real: told to end and started again, what operators see in its UI, and what it says."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import browser, visiting
from tests.conftest import baokan
from tests.service import Service, free_port, pages, undisturbed, until, watching

__all__ = ["browser"]

PAGES = 3
MANY = 12
"""So many pages that an issue is not done by the time that its first is."""
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One instance for all tests."""
    instance = Service(tmp_path_factory.mktemp("served"), free_port())
    try:
        yield instance
    finally:
        instance.end()


@pytest.fixture
def service(instance: Service) -> Service:
    """The instance, running, however the test before left it."""
    if not instance.pids("service"):
        instance.start()
    return instance


def test_a_run_that_is_told_to_end_goes_on_at_the_next_start(service: Service, tmp_path: Path) -> None:
    name, files = "日报_2024-05-01", pages(1, MANY)
    wanted = undisturbed(tmp_path, name, files)
    with watching(service) as wrong:
        service.drop(name, files)
        until(service.kept)
        assert service.stop() == 0
        assert len(service.kept()) < MANY
        service.start()
        assert service.finish(name) == wanted
    assert wrong == []
    assert len(service.kept()) == MANY


def test_an_operator_sees_the_run_and_its_articles(service: Service, browser: Browser) -> None:
    name = "晚报_2024-06-01"
    service.drop(name, pages(100))
    headlines = [article["headline"] for article in service.finish(name)["articles"]]
    run = service.runs(name)[0]
    of_run = {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}}
    artifacts = {artifact["type"]: artifact for artifact in service.api.post("/artifacts/filter", json=of_run).json()}
    assert artifacts["progress"]["data"] == 100
    assert {"晚报", "rapidocr"} <= set(run["tags"])
    with visiting(browser, f"{service.url}/runs/flow-run/{run['id']}") as page:

        def shows(*texts: str) -> None:
            for text in texts:
                page.get_by_text(text).first.wait_for()

        shows(name, "Completed", "page 1 read, confidence")
        page.goto(f"{service.url}/artifacts/artifact/{artifacts['markdown']['id']}")
        shows(*headlines)
        pictures = page.locator("img[src^='data:image/jpeg']")
        assert pictures.count() == PAGES
        until(lambda: all(pictures.evaluate_all("all => all.map(one => one.naturalWidth)")))
        page.goto(f"{service.url}/deployments/deployment/{run['deployment_id']}/run")
        shows("A folder of page scans", "The OCR engine.")


def test_a_port_in_use_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert baokan("serve", tmp_path / "scans", "--output", tmp_path / "out", "--port", port) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"127.0.0.1:{port}: the server cannot listen there (address already in use); end what does, or choose another "
        "with --port or the setting serve.port"
    ]


def test_ctrl_c_ends_all_and_says_so(service: Service) -> None:
    assert service.stop(signal.SIGINT) == 0
    assert "stopped; the next start goes on" in service.said()
    assert not [part for part in ("server", "worker", "watcher", "engine", "reader") if service.pids(part)]
