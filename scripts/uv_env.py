"""The private Python environment `.venv`, made by uv. Standard library only."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

_HOW_TO_GET_PIP = """\
Tandem installs its Python packages with uv, and gets uv by pip, but this Python has neither pip nor venv.
On Debian or Ubuntu:  sudo apt-get install -y python3-pip
Then run the same command again."""


class SetupFailed(Exception):
    """The text says what is missing and what to type."""


def find_uv(private: Path, log: Path) -> str:
    """A uv to call: the machine's, or one in the folder `private`, put there by pip."""
    known = shutil.which("uv") or shutil.which("uv", path=str(private / "bin"))
    if known and subprocess.run([known, "--version"], capture_output=True, check=False).returncode == 0:
        return known
    run([*_pip(private, log), "install", "--quiet", "--upgrade", "--target", str(private), "uv"], log)
    found = shutil.which("uv", path=str(private / "bin"))
    if not found:
        raise SetupFailed(f"pip did not bring a uv for this machine; see {log}")
    return found


def make_environment(uv: str, folder: Path, log: Path) -> Path:
    """The environment's Python; the environment is made when missing or broken."""
    python = folder / "bin" / "python"
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    if python.exists() and subprocess.run([str(python), "-c", check], check=False).returncode == 0:
        return python
    run([uv, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, str(folder)], log)
    return python


def install(uv: str, python: Path, words: list[str], log: Path) -> None:
    """`uv pip install` into the environment of `python`."""
    run([uv, "pip", "install", "--quiet", "--python", str(python), *words], log, env=index_from_pip())


def run(command: list[str], log: Path, env: dict[str, str] | None = None) -> None:
    """Runs a command; its output goes to the end of `log`, and its last lines into the error."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, env=env
        )
    if done.returncode != 0:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise SetupFailed(f"`{' '.join(command[:4])} …` failed:\n{last}\n(all of it: {log})")


def index_from_pip() -> dict[str, str]:
    """The environment for uv. uv does not read pip's settings, where people name their mirror: pass it on."""
    env = dict(os.environ)
    if "UV_DEFAULT_INDEX" not in env and "UV_INDEX_URL" not in env:
        mirror = env.get("PIP_INDEX_URL") or _pip_setting("global.index-url")
        if mirror:
            env["UV_DEFAULT_INDEX"] = mirror
    return env


def _pip_setting(name: str) -> str:
    if find_spec("pip") is None:
        return ""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", name], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""


def _pip(private: Path, log: Path) -> list[str]:
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    boot = private.with_name("pip")
    if find_spec("ensurepip") is not None:
        run([sys.executable, "-m", "venv", str(boot)], log)
        return [str(boot / "bin" / "python"), "-m", "pip"]
    wheel = _pip_of_debian(boot, log)
    if wheel is None:
        raise SetupFailed(_HOW_TO_GET_PIP)
    return [sys.executable, str(wheel / "pip")]


def _pip_of_debian(folder: Path, log: Path) -> Path | None:
    """Debian splits pip off from Python: unpacks its package privately, without root. None on failure."""
    folder.mkdir(parents=True, exist_ok=True)
    lists = [f"-oDir::State={folder}/state", f"-oDir::Cache={folder}/cache"]
    download = ["download", "python3-pip-whl"]
    with log.open("ab") as output:

        def call(*command: str) -> bool:
            try:
                done = subprocess.run(command, cwd=folder, stdout=output, stderr=output, check=False)
            except OSError:
                return False
            return done.returncode == 0

        (folder / "state" / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        fetched = call("apt-get", *download) or (
            call("apt-get", *lists, "update") and call("apt-get", *lists, *download)
        )
        for package in folder.glob("python3-pip-whl_*.deb") if fetched else ():
            call("dpkg", "-x", package.name, "unpacked")
    return next(folder.glob("unpacked/usr/share/python-wheels/pip-*.whl"), None)
