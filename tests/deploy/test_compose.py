"""The compose file and the image: whole, closed, without a registry's name."""

import re
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
ROOT = DEPLOY.parent


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))


def test_every_name_used_is_declared(compose):
    services, volumes = compose["services"], set(compose["volumes"])
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        assert set(service["networks"]) <= set(compose["networks"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in volumes, (name, volume)
        for secret in service.get("secrets", []):
            assert secret in compose["secrets"]
    used = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert volumes <= used


def test_whoever_is_waited_for_as_healthy_says_how_it_is(compose):
    for service in compose["services"].values():
        for name, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_healthy":
                assert "test" in compose["services"][name]["healthcheck"], name


def test_several_web_processes_and_workers_with_a_state_of_their_own(compose):
    ours = {
        name: service
        for name, service in compose["services"].items()
        if name.startswith(("web-", "worker-"))
    }
    states = [v for s in ours.values() for v in s["volumes"] if v.endswith(":/var/lib/onetrip")]

    assert len(ours) == 4
    assert len(set(states)) == 4
    assert all("files:/var/lib/onetrip/files" in s["volumes"] for s in ours.values())


def test_nothing_but_nginx_is_reached_from_outside(compose):
    doors = {name for name, service in compose["services"].items() if "ports" in service}

    assert doors == {"nginx"}
    assert compose["networks"]["inside"]["internal"] is True
    assert compose["services"]["postgres"]["networks"] == ["inside"]
    assert compose["services"]["redis"]["networks"] == ["inside"]


def test_our_containers_may_do_nothing_they_need_not(compose):
    for name, service in compose["services"].items():
        if not service["image"].startswith("onetrip:"):
            continue
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "./keys:/run/onetrip/keys:ro" in service["volumes"], name


def test_no_secret_and_no_registry_is_written_down(compose):
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(?i)\b(docker\.io|ghcr\.io|quay\.io|registry\.|index-url)", text)
    for service in compose["services"].values():
        assert "/" not in re.sub(r"\$\{\w+:-|\}", "", service["image"])
        assert not any("PASSWORD" in n and "_FILE" not in n for n in service.get("environment", {}))


def test_upstream_and_compose_name_the_same_web_containers(compose):
    upstream = (DEPLOY / "nginx" / "upstream.conf").read_text(encoding="utf-8")
    told = set(re.findall(r"server ([\w-]+):8000", upstream))

    assert told == {name for name in compose["services"] if name.startswith("web-")}


def test_the_image_is_built_in_stages_checked_and_not_root():
    told = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    last = told.rpartition("\nFROM ")[2]

    assert told.count("\nFROM ") == 3
    assert "--require-hashes" in told
    assert "npm ci" in told
    assert re.search(r"(?m)^USER onetrip$", last)
    for source in re.findall(r"(?m)^COPY ((?:\S+ )+)\S+$", told):
        for name in source.split():
            if not name.startswith(("--from", "/")):
                assert (ROOT / name).exists() or name == "node_modules", name
