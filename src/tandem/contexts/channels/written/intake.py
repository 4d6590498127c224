"""Keeping what many callers bring at once, by few commits.

A commit costs the disk some milliseconds, whatever it holds, and all commits of an account touch its row. So one
transaction is under way at a time in this process; whatever arrives meanwhile goes into the next one together. Nobody
waits for a timer: with one caller each event is a commit of its own, with hundreds a second dozens share one.

The jobs are asked for by a transaction of their own, after that: asking is a NOTIFY, and PostgreSQL lets one
transaction with a NOTIFY commit at a time, so that callers would wait for everything that the workers commit. Killed in
between, the sweep asks instead (`subscribers.Written.sweep`).

Acknowledging goes before taking in: what comes faster than `Pace` is asked for later, or the workers and their database
would take the processor from those who wait for the acknowledgement. Below that pace nothing is put off."""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

import structlog

from tandem.contexts.channels.written.accounts import Accounts
from tandem.contexts.channels.written.actions.accepting import ask_for, fitted, keep_all
from tandem.contexts.channels.written.messages import Account, Incoming
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)
_AT_ONCE = 200
# More than workers beside it take in (docs/benchmarks.md: 24 a second on two cores, with the bot's answers), less than
# what would pile up thousands of jobs, whose working off disturbs the next pushes.
_A_SECOND = 60.0 * (os.cpu_count() or 1)
_BURST = 200
_PAUSE_S = 0.1


class Pace:
    """So many a second, and so many at once after a rest."""

    def __init__(self, a_second: float = _A_SECOND, burst: int = _BURST, *, at: float | None = None) -> None:
        self._a_second, self._burst = a_second, burst
        self._room, self._at = float(burst), monotonic() if at is None else at

    def take(self, wanted: int, now: float) -> int:
        """How many of `wanted` may go now."""
        self._room = min(self._burst, self._room + (now - self._at) * self._a_second)
        self._at = now
        given = min(wanted, int(self._room))
        self._room -= given
        return given


@dataclass(eq=False)
class _Waiting:
    account: Account
    incoming: Incoming
    settled: "asyncio.Future[bool]" = field(repr=False)

    @property
    def row(self) -> tuple[UUID, Incoming]:
        return self.account.id, self.incoming


class Intake:
    """For adapters with callbacks. One for each process."""

    def __init__(self, accounts: Accounts, pace: Pace | None = None) -> None:
        self._accounts, self._pace = accounts, pace or Pace()
        self._waiting: list[_Waiting] = []
        self._running: asyncio.Task[None] | None = None
        self._unasked: list[int] = []
        self._asking: asyncio.Task[None] | None = None

    async def keep(self, account: Account, incoming: Incoming) -> bool:
        """As `Accounts.keep`: when it returns, the event is committed; False when it was here before. Raises
        IncomingUnfit, Unavailable."""
        own = _Waiting(account, fitted(incoming), asyncio.get_running_loop().create_future())
        self._waiting.append(own)
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await own.settled

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                await self._commit(batch)
        finally:
            self._running = None

    async def _commit(self, batch: list[_Waiting]) -> None:
        try:
            numbers = await keep_all(self._accounts.db, [one.row for one in batch])
        except Unavailable as away:
            for one in batch:
                _fail(one, away)
        except Exception:  # one of them cannot be kept: each by itself, so that it takes nobody with it
            for one in batch:
                await self._alone(one)
        else:
            for one, number in zip(batch, numbers, strict=True):
                if not one.settled.done():  # whoever asked may have gone: it is kept all the same
                    one.settled.set_result(number is not None)
            self._unasked += [number for number in numbers if number is not None]
            if self._asking is None and self._unasked:
                self._asking = asyncio.create_task(self._ask())

    async def _ask(self) -> None:
        try:
            while self._unasked:
                may = self._pace.take(len(self._unasked), monotonic())
                if not may:
                    await asyncio.sleep(_PAUSE_S)
                    continue
                numbers, self._unasked = self._unasked[:may], self._unasked[may:]
                async with self._accounts.db.transaction() as tx:
                    ask_for(tx, numbers)
        except Exception:  # they are kept: the sweep asks for them
            log.exception("channels.not_asked")
        finally:
            self._asking = None

    async def settled(self) -> None:
        """Until everything that was kept was asked for."""
        while self._asking is not None:
            await asyncio.shield(self._asking)

    async def close(self) -> None:
        """Ask at once for what was put off: nobody shall wait for the sweep because a process was stopped."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        numbers, self._unasked = self._unasked, []
        with suppress(Unavailable):  # the database is away: the sweep asks
            if numbers:
                async with self._accounts.db.transaction() as tx:
                    ask_for(tx, numbers)

    async def _alone(self, one: _Waiting) -> None:
        try:
            fresh = await self._accounts.keep(one.account, one.incoming)
        except Exception as error:  # handed to the caller: nobody must wait for ever
            _fail(one, error)
        else:
            if not one.settled.done():
                one.settled.set_result(fresh)


def _fail(one: _Waiting, error: Exception) -> None:
    if not one.settled.done():
        one.settled.set_exception(error)
