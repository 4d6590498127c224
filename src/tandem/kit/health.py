"""Named checks with time limits, behind /readyz and the system page."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from tandem.kit import metrics
from tandem.kit.db import Database
from tandem.kit.i18n import translate
from tandem.kit.jobs import backlog
from tandem.kit.jobs.liveness import workers_alive
from tandem.kit.migrations import head
from tandem.kit.realtime import Hub

Value = str | int | float | datetime | tuple[str, ...]
"""A tuple is a list of names: each language parts them by its own points."""


@dataclass(frozen=True)
class Said:
    """What a check says: `code` is a key of the catalogues, `values` are its parameters; one that is a `Said` is put
    into words, too. As a `str`: in English."""

    code: str
    values: Mapping[str, "Value | Said"]

    def text(self, locale: str, zone: tzinfo | None = None) -> str:
        """In words; times in `zone` (None: UTC, marked so)."""
        return translate(
            self.code, locale, **{name: _shown(value, locale, zone) for name, value in self.values.items()}
        )

    @property
    def codes(self) -> list[str]:
        """Its own, then those of what it speaks of."""
        inner = [one for one in self.values.values() if isinstance(one, Said)]
        return [self.code, *(code for one in inner for code in one.codes)]

    def __str__(self) -> str:
        return self.text("en")


def say(code: str, **values: Value | Said) -> Said:
    """`code` is written out where it is said: a test compares it and its values with the catalogues."""
    return Said(code, values)


Saying = str | Said
"""What reads the same in every language (a version, a model's name, an error's class) is a plain text."""
Probe = Callable[[], Awaitable[Saying | tuple[Saying, ...]]]


class Unhealthy(Exception):
    """Raised by a probe with what is wrong; it is shown, so it names no secret."""

    def __init__(self, *said: Saying) -> None:
        super().__init__(*said)
        self.said = said

    def __str__(self) -> str:
        return in_words(self.said, "en")


@dataclass(frozen=True)
class Check:
    """`probe` returns what it found, or raises. A check that is not `critical` degrades the service only."""

    name: str
    probe: Probe
    critical: bool = True
    timeout_s: float = 2.0


@dataclass(frozen=True)
class Outcome:
    name: str
    ok: bool
    critical: bool
    said: tuple[Saying, ...]

    @property
    def detail(self) -> str:
        return in_words(self.said, "en")

    @property
    def codes(self) -> list[str]:
        """For programs that read the report."""
        return [code for one in self.said if isinstance(one, Said) for code in one.codes]


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
            found = await check.probe()
            return Outcome(check.name, True, check.critical, found if isinstance(found, tuple) else (found,))
    except TimeoutError:
        wrong: tuple[Saying, ...] = (say("health.no_answer", seconds=check.timeout_s),)
    except Unhealthy as error:
        wrong = error.said
    except Exception as error:
        wrong = (type(error).__name__,)
    return Outcome(check.name, False, check.critical, wrong)


def in_words(said: Iterable[Saying], locale: str, zone: tzinfo | None = None) -> str:
    """All of it, one after the other; times in `zone` (None: UTC, marked so)."""
    return translate("health.and", locale).join(
        one.text(locale, zone) if isinstance(one, Said) else one for one in said
    )


def _shown(value: Value | Said, locale: str, zone: tzinfo | None) -> str:
    match value:
        case Said():
            return value.text(locale, zone)
        case datetime():
            at = value.astimezone(zone or UTC)
            return f"{at:%Y-%m-%d %H:%M}" + ("" if zone else "Z")
        case float():
            return f"{value:g}"
        case tuple():
            return translate("health.list", locale).join(value)
    return str(value)


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
            raise Unhealthy(say("health.other_revision", found=str(found), expected=str(newest)))
        return str(found)

    return Check("migrations", probe)


def realtime_check(hub: Hub) -> Check:
    """Notices of other processes arrive. Without them everything works, a second later."""

    async def probe() -> Said:
        if not hub.connected:
            raise Unhealthy(say("health.not_connected"))
        return say("health.connected")

    return Check("realtime", probe)


def workers_check(db: Database) -> Check:
    """At least one worker lives. Without one, messages are taken but bots and routing stand still."""

    async def probe() -> Said:
        async with db.transaction() as tx:
            alive = await workers_alive(await tx.raw())
        if not alive:
            raise Unhealthy(say("health.no_worker"))
        return say("health.running", count=alive)

    return Check("workers", probe, critical=False)


def background_check(db: Database) -> Check:
    """Somebody does what nobody waits for. Else timelines, portraits and sweeps stand still."""

    async def probe() -> Said:
        async with db.transaction() as tx:
            alive = await workers_alive(await tx.raw(), "background")
        if not alive:
            raise Unhealthy(say("health.no_background"))
        return say("health.running", count=alive)

    return Check("background", probe, critical=False)


def jobs_check(db: Database, *, patience_s: float = 30) -> Check:
    """Jobs are taken in time and none was given up. Also feeds the metrics of the queue."""

    async def probe() -> Said:
        async with db.transaction() as tx:
            found = await backlog(await tx.raw())
        metrics.jobs_waiting.set(found.waiting)
        metrics.jobs_oldest.set(found.oldest_s)
        metrics.jobs_held.set(found.held)
        if found.held or found.oldest_s > patience_s:
            raise Unhealthy(
                say("health.jobs_late", held=found.held, waiting=found.waiting, seconds=round(found.oldest_s))
            )
        return say("health.waiting", count=found.waiting)

    return Check("jobs", probe, critical=False)
