"""Named checks with time limits, behind /readyz and the system page."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from tandem.kit import metrics
from tandem.kit.db import Database
from tandem.kit.jobs import backlog
from tandem.kit.jobs.liveness import workers_alive
from tandem.kit.migrations import head
from tandem.kit.realtime import Hub

Probe = Callable[[], Awaitable[str]]


class Unhealthy(Exception):
    """Raised by a probe; its text is shown, so it names no secret."""


@dataclass(frozen=True)
class Check:
    """`probe` returns a detail, or raises. A check that is not `critical` degrades the service only."""

    name: str
    probe: Probe
    critical: bool = True
    timeout_s: float = 2.0


@dataclass(frozen=True)
class Outcome:
    name: str
    ok: bool
    critical: bool
    detail: str


@dataclass(frozen=True)
class Report:
    outcomes: tuple[Outcome, ...]

    @property
    def ready(self) -> bool:
        """Requests can be served."""
        return all(outcome.ok for outcome in self.outcomes if outcome.critical)

    @property
    def degraded(self) -> list[str]:
        """Names of everything that does not work."""
        return [outcome.name for outcome in self.outcomes if not outcome.ok]


class Health:
    """The checks of one process, run side by side."""

    def __init__(self, checks: Iterable[Check] = ()) -> None:
        self._checks = list(checks)

    def add(self, check: Check) -> None:
        self._checks.append(check)

    async def report(self) -> Report:
        return Report(tuple(await asyncio.gather(*(_run(check) for check in self._checks))))


async def _run(check: Check) -> Outcome:
    try:
        async with asyncio.timeout(check.timeout_s):
            return Outcome(check.name, True, check.critical, await check.probe())
    except TimeoutError:
        detail = f"no answer within {check.timeout_s:g} s"
    except Unhealthy as error:
        detail = str(error)
    except Exception as error:
        detail = type(error).__name__
    return Outcome(check.name, False, check.critical, detail)


def database_check(db: Database) -> Check:
    """PostgreSQL answers."""

    async def probe() -> str:
        async with db.transaction() as tx:
            version: str = (await tx.execute(text("SHOW server_version"))).scalar_one()
        return f"PostgreSQL {version.split(maxsplit=1)[0]}"

    return Check("database", probe)


def migrations_check(db: Database) -> Check:
    """The database has the newest revision that this code knows."""
    newest = head()

    async def probe() -> str:
        async with db.transaction() as tx:
            found = await tx.connection.run_sync(
                lambda connection: MigrationContext.configure(connection).get_current_revision()
            )
        if found != newest:
            raise Unhealthy(f"revision {found}, expected {newest}")
        return str(found)

    return Check("migrations", probe)


def realtime_check(hub: Hub) -> Check:
    """Notices of other processes arrive. Without them everything works, a second later."""

    async def probe() -> str:
        if not hub.connected:
            raise Unhealthy("not connected")
        return "connected"

    return Check("realtime", probe)


def workers_check(db: Database) -> Check:
    """At least one worker lives. Without one, messages are taken but bots and routing stand still."""

    async def probe() -> str:
        async with db.transaction() as tx:
            alive = await workers_alive(await tx.raw())
        if not alive:
            raise Unhealthy("no worker is running")
        return f"{alive} running"

    return Check("workers", probe, critical=False)


def jobs_check(db: Database, *, patience_s: float = 30) -> Check:
    """Jobs are taken in time and none was given up. Also feeds the metrics of the queue."""

    async def probe() -> str:
        async with db.transaction() as tx:
            found = await backlog(await tx.raw())
        metrics.jobs_waiting.set(found.waiting)
        metrics.jobs_oldest.set(found.oldest_s)
        metrics.jobs_held.set(found.held)
        if found.held or found.oldest_s > patience_s:
            raise Unhealthy(f"{found.held} held, {found.waiting} waiting for up to {found.oldest_s:.0f} s")
        return f"{found.waiting} waiting"

    return Check("jobs", probe, critical=False)
