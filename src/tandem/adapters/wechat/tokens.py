"""The access token of an account, shared by all processes in a row.

Fetched anew five minutes ahead of its end, behind everybody's back: the old one, which the platform still takes, goes
on. One process asks at a time, for a lease in the row and without a transaction, so that a platform that never answers
holds neither a connection of the database nor the other senders. Who has no good token waits once, for some seconds,
together with all others. When the platform refuses one, whoever finds out first fetches another; the others find that
in the row."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.wechat.models import wechat_token_table
from tandem.adapters.wechat.settings import WeChat
from tandem.contexts.channels.ports import SendLater
from tandem.kit.db import Database, Tx

log = structlog.get_logger(__name__)
t = wechat_token_table.c
AHEAD = timedelta(minutes=5)
# How long the platform may take, how long a sender waits at most, and how long one asker keeps the others off: also
# after a failure, so that an outage is not asked about by every sender.
_FETCH_S, _WAIT_S = 5.0, 6.0
_LEASE = timedelta(seconds=8)
_LOOK_S = 0.1
_FIND = select(wechat_token_table).where(t.account_id == bindparam("account"))
_MAKE = insert(wechat_token_table).on_conflict_do_nothing(index_elements=["account_id"])
_TAKE = (
    update(wechat_token_table)
    .where(
        t.account_id == bindparam("account"), or_(t.asked_until.is_(None), t.asked_until <= bindparam("now"))
    )
    .values(asked_until=bindparam("until"))
    .returning(t.account_id)
)


@dataclass(frozen=True)
class Fetched:
    """A token and for how long it is good."""

    token: str
    lasts: timedelta


Fetch = Callable[[WeChat, bool], Awaitable[Fetched]]
"""Ask the platform for the token; True: for another one than it gave last."""


class Tokens:
    """One for each process."""

    def __init__(self, db: Database, vault: Fernet) -> None:
        self._db, self._vault = db, vault
        self._asking: dict[UUID, asyncio.Task[str]] = {}

    async def close(self) -> None:
        """Ask no longer."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def get(self, wechat: WeChat, fetch: Fetch, *, refused: str | None = None) -> str:
        """A token that is good for some minutes. `refused`: the one that the platform has just not taken. Raises what
        `fetch` raises, and SendLater "timeout" after six seconds."""
        known, ahead = await self._known(wechat, refused)
        if known is None:
            return await self._awaited(wechat, fetch, refused)
        if not ahead:
            self._ask(wechat, fetch, refused)
        return known

    async def _known(self, wechat: WeChat, refused: str | None) -> tuple[str | None, bool]:
        """The token that is good, and whether it is so for longer than AHEAD."""
        async with self._db.transaction() as tx:
            row = (await tx.execute(_FIND, {"account": wechat.account.id})).one_or_none()
            token = self._good(row, wechat, tx, refused)
            return token, token is not None and row is not None and row.expires_at - tx.now > AHEAD

    async def _awaited(self, wechat: WeChat, fetch: Fetch, refused: str | None) -> str:
        try:
            async with asyncio.timeout(_WAIT_S):
                token = await asyncio.shield(self._ask(wechat, fetch, refused))
                if token == refused:  # asked for by somebody who did not know that it is refused
                    token = await asyncio.shield(self._ask(wechat, fetch, refused))
                return token
        except TimeoutError as error:
            raise SendLater("timeout", "token") from error

    def _ask(self, wechat: WeChat, fetch: Fetch, refused: str | None) -> "asyncio.Task[str]":
        """The one asking of this process that is under way."""
        id_ = wechat.account.id
        task = self._asking.get(id_)
        if task is None:
            task = self._asking[id_] = asyncio.create_task(self._renewed(wechat, fetch, refused))
            task.add_done_callback(lambda done: self._asked(wechat, done))
        return task

    def _asked(self, wechat: WeChat, done: "asyncio.Task[str]") -> None:
        self._asking.pop(wechat.account.id, None)
        if not done.cancelled() and (error := done.exception()) is not None:
            code = error.code if isinstance(error, SendLater) else type(error).__name__
            log.warning("wechat.no_token", account=wechat.account.key, code=code)

    async def _renewed(self, wechat: WeChat, fetch: Fetch, refused: str | None) -> str:
        """Asked for by this process, or found when another one has it."""
        async with asyncio.timeout(_FETCH_S):
            while not await self._take(wechat):
                await asyncio.sleep(_LOOK_S)
                known, ahead = await self._known(wechat, refused)
                if known is not None and ahead:
                    return known
        async with self._db.transaction() as tx:
            row = (await tx.execute(_FIND, {"account": wechat.account.id})).one()
            known, other = (
                self._good(row, wechat, tx, refused),
                refused is not None and self._open(row) == refused,
            )
            if known is not None and row.expires_at - tx.now > AHEAD:
                await self._give_back(tx, wechat)
                return known
        try:
            async with asyncio.timeout(_FETCH_S):
                fetched = await fetch(wechat, other)
                if fetched.token == refused:
                    fetched = await fetch(wechat, True)
        except (TimeoutError, SendLater):  # it is away: the lease keeps everybody off for some seconds
            raise
        except Exception:
            async with self._db.transaction() as tx:
                await self._give_back(tx, wechat)
            raise
        async with self._db.transaction() as tx:
            sealed = self._vault.encrypt(fetched.token.encode()).decode()
            await self._give_back(
                tx,
                wechat,
                appid=wechat.appid,
                sealed=sealed,
                fetched_at=tx.now,
                expires_at=tx.now + fetched.lasts,
            )
        return fetched.token

    async def _take(self, wechat: WeChat) -> bool:
        """Whether this process may ask now."""
        async with self._db.transaction() as tx:
            await tx.execute(_MAKE.values(account_id=wechat.account.id))
            asked = {"account": wechat.account.id, "now": tx.now, "until": tx.now + _LEASE}
            return (await tx.execute(_TAKE, asked)).one_or_none() is not None

    async def _give_back(self, tx: Tx, wechat: WeChat, **learned: object) -> None:
        statement = update(wechat_token_table).where(t.account_id == wechat.account.id)
        await tx.execute(statement.values(asked_until=None, **learned))

    def _good(
        self, row: Row[tuple[object, ...]] | None, wechat: WeChat, tx: Tx, refused: str | None
    ) -> str | None:
        if row is None or row.appid != wechat.appid or row.expires_at is None or row.expires_at <= tx.now:
            return None
        token = self._open(row)
        return token if token != refused else None

    def _open(self, row: Row[tuple[object, ...]]) -> str | None:
        """None for one that an earlier key sealed: it is fetched again."""
        try:
            return self._vault.decrypt(row.sealed.encode()).decode() if row.sealed else None
        except InvalidToken:
            return None
