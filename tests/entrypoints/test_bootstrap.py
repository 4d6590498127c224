"""The scripts behind `make run`, as far as they can be tried without the network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"


@pytest.fixture(autouse=True)
def _scripts_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))


def test_step_is_fresh_until_one_of_its_inputs_changes(tmp_path: Path) -> None:
    from stamps import Stamp

    sources = tmp_path / "web"
    (sources / "node_modules").mkdir(parents=True)
    (sources / "main.ts").write_text("1")

    def stamp(extra: str = "") -> Stamp:
        return Stamp(tmp_path / "stamps", "web", [sources], extra)

    assert not stamp().is_fresh()
    stamp().set()
    assert stamp().is_fresh()
    (sources / "node_modules" / "left.js").write_text("2")
    assert stamp().is_fresh()
    assert not stamp("another Python").is_fresh()
    (sources / "main.ts").write_text("3")
    assert not stamp().is_fresh()


def test_mirror_that_pip_knows_is_handed_to_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    from uv_env import index_from_pip

    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert index_from_pip()["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert index_from_pip()["UV_DEFAULT_INDEX"] == "https://own.example/simple"


def test_python_without_pip_is_told_what_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import uv_env

    monkeypatch.setattr(uv_env, "find_spec", lambda name: None)
    monkeypatch.setattr(uv_env.shutil, "which", lambda name, path=None: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(uv_env.SetupFailed, match="apt-get install -y python3-pip"):
        uv_env.find_uv(tmp_path / "uv", tmp_path / "log")


def test_failed_step_shows_the_end_of_its_output(tmp_path: Path) -> None:
    from uv_env import SetupFailed, run

    with pytest.raises(SetupFailed, match="disk full"):
        run([sys.executable, "-c", "import sys; sys.exit('disk full')"], tmp_path / "logs" / "log")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_versions_and_nothing_else(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    assert len(lines) > 50
    wrong = [line for line in lines if not re.fullmatch(r"[a-z0-9.\-]+(\[[a-z,]+\])?==[\w.+]+( ; .+)?", line)]
    assert wrong == []


def test_locked_versions_satisfy_the_project() -> None:
    import tomllib

    from packaging.requirements import Requirement

    locked = dict(
        line.split(" ")[0].split("==") for line in (ROOT / "requirements.lock").read_text().splitlines()
    )
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for text in wanted:
        need = Requirement(text)
        assert need.specifier.contains(locked[need.name.lower()]), text


def test_missing_chromium_is_said_plainly_and_fails_ci_only(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPTS / "chromium.py")]
    for env, code in (({}, 1), ({"CI": "true"}, 2)):
        done = subprocess.run(
            command, env={"PATH": str(tmp_path), **env}, capture_output=True, text=True, check=False
        )
        assert done.returncode == code
        assert "SKIPPED" in done.stderr
        assert "apt-get install chromium" in done.stderr
