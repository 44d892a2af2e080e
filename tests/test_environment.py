"""What the parts of ``baokan serve`` find in their environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from prefect.settings.models.server.services import ServerServicesDBVacuumSettings

from flows.environment import served_environment
from ocr.settings import ServeSettings


@pytest.fixture(autouse=True)
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_UI_URL", raising=False)


def test_addresses_begin_with_what_others_know_this_machine_by(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ServeSettings(host="0.0.0.0", port=4321)
    assert served_environment(settings, Path("own"), 1)["PREFECT_UI_URL"] == "http://127.0.0.1:4321"
    monkeypatch.setenv("PREFECT_UI_URL", "https://archive.example")
    environment = served_environment(settings, Path("own"), 1)
    assert environment["PREFECT_UI_URL"] == "https://archive.example"
    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"


def test_old_runs_are_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in served_environment(ServeSettings(), Path("own"), 1).items():
        monkeypatch.setenv(name, value)
    settings = ServerServicesDBVacuumSettings()
    assert "flow_runs" in settings.enabled_vacuum_types
    assert settings.retention_period.days == 30
