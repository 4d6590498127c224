"""What `tandem up` says: to a person, or as one JSON object a line to a program."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.table import Table

from tandem.settings import Settings

_STEPS = {
    "database": "starting PostgreSQL",
    "migrations": "bringing the database up to date",
    "demo": "bringing the database and the demo lender up to date",
    "processes": "starting API and workers",
}
_LOGINS_SHOWN = 8


class Reporter(Protocol):
    """Is told what the supervisor does."""

    def step(self, name: str) -> None: ...

    def ready(self, settings: Settings, pids: Mapping[str, int]) -> None: ...

    def started(self, name: str, pid: int, pids: Mapping[str, int]) -> None: ...

    def ended(self, name: str, code: int, again_in_s: float, log: Path) -> None: ...

    def stopping(self) -> None: ...

    def stopped(self) -> None: ...

    def failed(self, reason: str) -> None: ...


class JsonReporter:
    """One line of JSON an event, on stdout."""

    def step(self, name: str) -> None:
        self._say("step", name=name)

    def ready(self, settings: Settings, pids: Mapping[str, int]) -> None:
        self._say("ready", url=settings.base_url, home=str(settings.home), pids=dict(pids))

    def started(self, name: str, pid: int, pids: Mapping[str, int]) -> None:
        self._say("started", name=name, pid=pid, pids={**pids, name: pid})

    def ended(self, name: str, code: int, again_in_s: float, log: Path) -> None:
        self._say("ended", name=name, code=code, again_in_s=again_in_s, log=str(log))

    def stopping(self) -> None:
        self._say("stopping")

    def stopped(self) -> None:
        self._say("stopped")

    def failed(self, reason: str) -> None:
        self._say("failed", reason=reason)

    def _say(self, event: str, **data: object) -> None:
        try:
            sys.stdout.write(json.dumps({"event": event, **data}, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:  # nobody listens any more: no reason to stop serving customers
            sys.stdout = sys.stderr


class ConsoleReporter:
    """Lines for a person."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        self._status = self._console.status("starting Tandem")
        self._is_up = False

    def step(self, name: str) -> None:
        self._status.update(f"{_STEPS.get(name, name)} …")
        self._status.start()

    def ready(self, settings: Settings, pids: Mapping[str, int]) -> None:
        self._status.stop()
        self._is_up = True
        self._console.print(_addresses(settings))
        logins = _read_logins(settings)
        if logins:
            self._console.print(_login_table(logins, settings))
        for line in _missing(settings):
            self._console.print(line, style="yellow", highlight=False, markup=False)
        self._console.print(
            f"Data and logs: {settings.home}   Stop with Ctrl-C.", highlight=False, markup=False
        )

    def started(self, name: str, pid: int, pids: Mapping[str, int]) -> None:
        if self._is_up:
            self._console.print(f"{name} runs again (process {pid})", style="dim", highlight=False)

    def ended(self, name: str, code: int, again_in_s: float, log: Path) -> None:
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        wait = f" in {again_in_s:.1f} s" if again_in_s else ""
        line = f"{name} {how}; starting it again{wait}. Its log: {log}"
        self._console.print(line, style="yellow", highlight=False, markup=False)

    def stopping(self) -> None:
        self._status.stop()
        if self._is_up:
            self._console.print("stopping …", style="dim")

    def stopped(self) -> None:
        if self._is_up:
            self._console.print("stopped; all data is kept", style="dim")

    def failed(self, reason: str) -> None:
        self._status.stop()
        self._console.print(reason, style="bold red", highlight=False, markup=False)


def _addresses(settings: Settings) -> Table:
    table = Table(
        title="Tandem is ready", title_justify="left", title_style="bold green", show_header=False, box=None
    )
    for label, path in (
        ("Agents' desk", "/desk"),
        ("Customers' chat page", "/chat"),
        ("API documentation", "/api/docs"),
    ):
        table.add_row(label, f"[link={settings.base_url}{path}]{settings.base_url}{path}[/link]")
    return table


def _read_logins(settings: Settings) -> list[dict[str, object]]:
    try:
        found = json.loads((settings.secrets_path / "demo-logins.json").read_text())
    except (FileNotFoundError, ValueError):
        return []
    return [one for one in found if isinstance(one, dict)] if settings.demo else []


def _login_table(logins: list[dict[str, object]], settings: Settings) -> Table:
    table = Table(title="Demo log-ins", title_justify="left", header_style="bold", box=None)
    for heading in ("User", "Password", "Name", "Roles"):
        table.add_column(heading, overflow="fold")
    shown = _one_for_each_role(logins)
    for one in shown:
        roles = one.get("roles", [])
        joined = ", ".join(map(str, roles)) if isinstance(roles, list) else str(roles)
        table.add_row(str(one.get("username")), str(one.get("password")), str(one.get("name", "")), joined)
    if len(shown) < len(logins):
        table.caption = f"{len(logins) - len(shown)} more in {settings.secrets_path / 'demo-logins.json'}"
        table.caption_justify = "left"
    return table


def _one_for_each_role(logins: list[dict[str, object]]) -> list[dict[str, object]]:
    """The first log-ins of every combination of roles: two of each, as a hand-over needs two agents."""
    seen: dict[str, int] = {}
    chosen = []
    for one in logins:
        kind = str(one.get("roles"))
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= (2 if kind == str(["agent"]) else 1):
            chosen.append(one)
    return chosen[:_LOGINS_SHOWN]


def _missing(settings: Settings) -> list[str]:
    lines = []
    if not (settings.web_path / "desk" / "index.html").is_file():
        lines.append("The web pages are not built: `make web` builds them.")
    if not settings.encoders:
        lines.append("The bot searches by keywords only (TANDEM_ENCODERS is empty).")
    try:
        from tandem.kit.models import ModelMissing, ModelStore
    except ImportError:
        return lines
    store = ModelStore(settings.models_path)
    for name in settings.encoders:
        try:
            state = store.status(name)
        except ModelMissing as error:
            lines.append(f"Sentence encoder: {error}.")
            continue
        if state.state != "ready":
            lines.append(f"The bot works without the sentence encoder {name}: {state.detail}")
    return lines
