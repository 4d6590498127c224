"""Keeping what many callers bring at once, by few commits.

A commit costs the disk some milliseconds, whatever it holds, and all commits of an account touch its row. So one
transaction is under way at a time in this process; whatever arrives meanwhile goes into the next one together. Nobody
waits for a timer: with one caller each event is a commit of its own, with hundreds a second dozens share one."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from tandem.contexts.channels.written.accounts import Accounts
from tandem.contexts.channels.written.actions.accepting import accept_all, fitting
from tandem.contexts.channels.written.messages import Account, Incoming
from tandem.kit.errors import Unavailable

_AT_ONCE = 200


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

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._waiting: list[_Waiting] = []
        self._running: asyncio.Task[None] | None = None

    async def keep(self, account: Account, incoming: Incoming) -> bool:
        """As `Accounts.keep`: when it returns, the event is committed; False when it was here before. Raises
        IncomingUnfit, Unavailable."""
        own = _Waiting(account, fitting(incoming), asyncio.get_running_loop().create_future())
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
            async with self._accounts.db.transaction() as tx:
                new = await accept_all(tx, [one.row for one in batch])
        except Unavailable as away:
            for one in batch:
                _fail(one, away)
        except Exception:  # one of them cannot be kept: each by itself, so that it takes nobody with it
            for one in batch:
                await self._alone(one)
        else:
            for one, fresh in zip(batch, new, strict=True):
                if not one.settled.done():  # whoever asked may have gone: it is kept all the same
                    one.settled.set_result(fresh)

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
