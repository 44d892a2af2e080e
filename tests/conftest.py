"""What the tests share: Prefect kept off this machine's own, one server for the session, and small issues to read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cv2
import hypothesis
import pytest

from flows.cli import main
from flows.environment import prepare_prefect
from ocr.export.schema import IssueDocument
from ocr.intake import find_issues
from ocr.model import Image, IssueSource
from ocr.run import Outcome
from ocr.settings import Settings
from tests.drawer import Story, draw_page
from tests.house import House
from tests.small_issue import small_document

for name in [name for name in os.environ if name.startswith(("BAOKAN_", "PREFECT_"))]:
    del os.environ[name]
_prefect_home = tempfile.TemporaryDirectory(prefix="baokan-tests-")
os.environ["PREFECT_HOME"] = _prefect_home.name
prepare_prefect()  # before any test module imports Prefect

# The same examples in every run: who changes nothing sees no other result. --hypothesis-seed looks for new ones. How
# long one takes says something of the machine, not of the law.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same")

STORY = Story(
    "lamps",
    "河堤上的灯又亮了",
    (
        "本报讯 昨晚七点，停了三年的河堤路灯重新亮起。附近居民说，灯一亮，散步的人就多了，孩子们也敢出来玩。",
        "街道办事处介绍，这次一共换了二百盏灯，用电比过去少一半，下个月还要在桥头添上长椅和饮水台。",
    ),
    byline="本报记者 林书言",
    columns=2,
)

Captured = pytest.CaptureFixture[str]
Write = Callable[[str, Mapping[str, bytes]], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The modules that take longest come first: where several run at once, none waits for them in the end."""
    items.sort(key=lambda item: not item.path.name.startswith("test_soak"))


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One server with an empty database for all tests that run the flow."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture(scope="session")
def sample_source() -> IssueSource:
    """The sample issue in scans/."""
    (source,) = find_issues(Path(__file__).parents[1] / "scans").issues
    return source


@pytest.fixture(scope="session")
def sample_outcome(
    sample_source: IssueSource, prefect_server: None, tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    """The sample issue, digitized once for all tests by the flow, with nothing to start from."""
    from flows.digitize import digitize_issue

    return digitize_issue(sample_source, Settings(), tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def page_jpeg() -> bytes:
    """A small page with one story, as a JPEG."""
    return jpeg(draw_page([STORY], width=1100, seed=1).image)


@pytest.fixture
def write_issue(tmp_path: Path) -> Write:
    """Makes a folder below the test's own with the files given and returns its path."""

    def write(name: str, files: Mapping[str, bytes]) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        return folder

    return write


@pytest.fixture
def document() -> IssueDocument:
    """The small issue's document."""
    return small_document()


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty folder of scans with a watcher."""
    return House(tmp_path / "scans", tmp_path / "output")


def baokan(*arguments: object) -> int:
    """The exit code of a command, run in this process."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def jpeg(image: Image) -> bytes:
    """The picture, H x W or H x W x 3, as a JPEG's bytes."""
    done, encoded = cv2.imencode(".jpg", image)
    assert done
    return encoded.tobytes()
