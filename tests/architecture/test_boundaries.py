"""The boundaries hold, and each of them is seen to break when somebody crosses it (in a copy of the package)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tandem"
CHECKER = Path(__file__).with_name("imports.py")

# Contract of .importlinter -> what somebody might write, where.
CROSSINGS = {
    "Packages: entrypoints over wiring over adapters and demo over contexts over kit": (
        "kit/planted.py",
        "import tandem.contexts.access.api",
    ),
    "Rows: a context imports only contexts in rows below its own": (
        "contexts/access/planted.py",
        "from tandem.contexts.conversations import api",
    ),
    "Dialogue: each part knows only those below it": (
        "contexts/bot/dialogue/language/planted.py",
        "import tandem.contexts.bot.dialogue.machine.state",
    ),
    "Settings know nothing of the product": ("settings/planted.py", "import tandem.kit.db"),
    "Adapters are plugged in by wiring alone": (
        "entrypoints/planted.py",
        "from tandem.adapters.objects_local import LocalObjects",
    ),
    "Adapters do not know each other": (
        "adapters/objects_local/planted.py",
        "import tandem.adapters.realtime_nats",
    ),
    "Rules decide from data in hand: no database, no web, no network": (
        "contexts/access/rules.py",
        "import tandem.kit.db",
    ),
}
DOORS = {
    "a context's inside": ("contexts/desktop/planted.py", "import tandem.contexts.conversations.models"),
    "a context without a door": ("contexts/desktop/planted.py", "from tandem.contexts import customers"),
    "an adapter": ("adapters/objects_local/planted.py", "import tandem.contexts.conversations.repository"),
    "the demo": ("demo/planted.py", "from tandem.contexts.access.models import staff"),
    "an entrypoint": ("entrypoints/planted.py", "import tandem.contexts.conversations.actions"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package's Python files, in a place of their own."""
    target = tmp_path / "src" / "tandem"
    shutil.copytree(
        SOURCE,
        target,
        ignore=lambda folder, names: [n for n in names if n in ("__pycache__", "web_dist", "locales")],
    )
    return target


def plant(package: Path, file: str, line: str) -> None:
    with (package / file).open("a") as module:
        module.write(f"\n{line}\n")


def run(package: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=env, cwd=package.parent, check=False
    )


def lint(package: Path) -> dict[str, bool]:
    """Every contract of .importlinter and whether it is kept."""
    program = "from importlinter.cli import lint_imports_command as go; go()"
    done = run(package, "-c", program, "--no-cache", "--config", str(ROOT / ".importlinter"))
    verdicts = {}
    for line in done.stdout.splitlines():
        for verdict in (" KEPT", " BROKEN"):
            if line.endswith(verdict):
                verdicts[line.removesuffix(verdict).strip()] = verdict == " KEPT"
    assert verdicts, done.stdout + done.stderr
    return verdicts


def violations(package: Path) -> list[str]:
    done = run(package, str(CHECKER))
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_every_contract_is_kept() -> None:
    verdicts = lint(SOURCE)
    assert verdicts.keys() == CROSSINGS.keys()
    assert [name for name, kept in verdicts.items() if not kept] == []


def test_every_contract_sees_a_crossing(copy: Path) -> None:
    for contract, (file, line) in CROSSINGS.items():
        before = (copy / file).read_text() if (copy / file).exists() else None
        plant(copy, file, line)
        assert lint(copy)[contract] is False, contract
        if before is None:
            (copy / file).unlink()
        else:
            (copy / file).write_text(before)


def test_a_new_context_needs_a_row(copy: Path) -> None:
    (copy / "contexts" / "gossip").mkdir()
    (copy / "contexts" / "gossip" / "__init__.py").write_text("")
    assert lint(copy)["Rows: a context imports only contexts in rows below its own"] is False


def test_contexts_are_entered_by_their_doors_and_nothing_is_knotted() -> None:
    assert violations(SOURCE) == []


@pytest.mark.parametrize("who", DOORS)
def test_every_closed_door_is_seen(copy: Path, who: str) -> None:
    file, line = DOORS[who]
    plant(copy, file, line)
    module = f"tandem.{file.removesuffix('.py').replace('/', '.')}"
    assert any(found.startswith(f"door: {module} ->") for found in violations(copy))


def test_a_knot_is_seen(copy: Path) -> None:
    plant(copy, "kit/planted.py", "import tandem.kit.tied")
    plant(copy, "kit/tied.py", "import tandem.kit.planted")
    assert "knot: tandem.kit.planted, tandem.kit.tied" in violations(copy)
