"""The compose file as text; tests/journeys/test_compose.py runs it on a real engine."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from rig.running import ROOT


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    return content


def test_without_a_profile_nothing_needs_postgres(services: dict[str, Any]) -> None:
    default = {name: service for name, service in services.items() if "profiles" not in service}

    assert "postgres" not in default
    for name, service in default.items():
        assert "postgres" not in service.get("image", ""), name
        assert "postgres" not in service.get("depends_on", {}), name


def test_postgres_is_as_closed_as_the_rest(services: dict[str, Any]) -> None:
    postgres, redis = services["postgres"], services["redis"]

    for key in ("read_only", "cap_drop", "security_opt", "pids_limit", "logging", "restart", "networks"):
        assert postgres[key] == redis[key], key
    assert "ports" not in postgres
    stages = (ROOT / "Dockerfile").read_text("utf-8").split("\nFROM ")
    (stage,) = [stage for stage in stages if " AS postgres\n" in stage]
    assert "\nUSER 10004:10004\n" in stage
    assert {volume for volume in postgres["volumes"] if volume.endswith(":ro")} == {
        "secrets-postgres:/secrets:ro"
    }


def test_a_backup_sees_all_that_it_takes_and_a_restore_may_write_it(services: dict[str, Any]) -> None:
    backup, restore = services["backup"], services["restore"]
    takes = ("/archive", "/media", "/history", "/recordings", "/certificates")

    for folder in takes:
        assert any(volume.endswith((folder, f"{folder}:ro")) for volume in backup["volumes"]), folder
        assert any(volume.endswith(folder) for volume in restore["volumes"]), folder
    assert backup["environment"] == restore["environment"]


def test_the_image_holds_compiled_modules_for_its_file_system_is_read_only(services: dict[str, Any]) -> None:
    assert all(service["read_only"] for service in services.values())
    stages = (ROOT / "Dockerfile").read_text("utf-8").split("\nFROM ")
    (stage,) = [stage for stage in stages if " AS antre\n" in stage]
    assert "python -m compileall" in stage
    assert stage.index("COPY services") < stage.index("compileall") < stage.index("USER ")


def test_only_the_gateway_and_the_sender_of_webhooks_reach_beyond_the_inside(
    services: dict[str, Any],
) -> None:
    wide = {name for name, service in services.items() if set(service.get("networks", [])) - {"inside"}}

    assert wide == {"gateway", "reports"}
