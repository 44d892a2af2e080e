"""Where settings come from, which source wins, and what a wrong one is told."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from ocr.errors import UsageError
from ocr.settings import Settings, load_settings


def write(folder: Path, toml: str) -> Path:
    (folder / "baokan.toml").write_text(toml, encoding="utf-8")
    return folder


def test_no_file_and_no_variables_give_the_defaults(tmp_path: Path) -> None:
    assert load_settings(folder=tmp_path, environ={"HOME": "/"}) == Settings()


def test_file_then_environment_then_command_line(tmp_path: Path) -> None:
    folder = write(tmp_path, '[recognize]\nengine = "tesseract"\nbatch = 4\n[intake]\npdf_dpi = 200\n')
    assert load_settings(folder=folder, environ={}).recognize.engine == "tesseract"
    environ = {"BAOKAN_RECOGNIZE__BATCH": "16", "BAOKAN_DEBUG": "1"}
    settings = load_settings("rapidocr", folder, environ)
    assert (settings.recognize.engine, settings.recognize.batch, settings.intake.pdf_dpi) == ("rapidocr", 16, 200)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[recognise]\nbatch = 4", "setting recognise: there is no such setting"),
        ("[recognize]\nbach = 4", "setting recognize.bach: there is no such setting"),
        ("[recognize]\nbatch = 0", "setting recognize.batch: input should be greater than or equal to 1"),
        ("recognize = 3", "setting recognize: "),
        ("[recognize", "not TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_first_wrong_key(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(UsageError, match=r"baokan\.toml: ") as caught:
        load_settings(folder=write(tmp_path, toml), environ={})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BAOKAN_RECOGNIZE__ENGINE", "abbyy"),
        ("BAOKAN_RECOGNIZE__ENGIN", "tesseract"),
        ("BAOKAN_OCR__ENGINE", "tesseract"),
        ("BAOKAN_ENGINE", "tesseract"),
        ("BAOKAN_RECOGNIZE", "tesseract"),
        ("BAOKAN_WATCH__POLL_SECONDS", "inf"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, value: str) -> None:
    folder = write(tmp_path, "[recognize]\nbatch = 4\n")
    with pytest.raises(UsageError, match=f"^{name}: setting "):
        load_settings(folder=folder, environ={name: value})


def test_an_unknown_engine_names_who_said_it() -> None:
    with pytest.raises(UsageError, match=r"issue\.toml: setting recognize\.engine: "):
        Settings().with_engine("abbyy", "issue.toml")


def test_the_digest_follows_what_decides_the_articles_and_nothing_else() -> None:
    digest = Settings().digest()
    assert digest != Settings().with_engine("tesseract", "").digest()
    assert digest != Settings.model_validate({"output": {"review_below": 0.5}}).digest()
    # Lines are padded to the longest of their batch, which the network's confidences follow.
    assert digest != Settings.model_validate({"recognize": {"batch": 3}}).digest()
    same = {"recognize": {"threads": 1}, "output": {"overlay_px": 900, "overlay_quality": 40}}
    assert digest == Settings.model_validate(same).digest()


def test_threads_are_as_set_or_one_a_core() -> None:
    assert Settings.model_validate({"recognize": {"threads": 3}}).threads() == 3
    assert Settings().threads() >= 1


def test_the_docs_name_every_setting_with_its_default() -> None:
    text = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert tomllib.loads(block) == Settings().model_dump()
