"""Passive replies: what the bot says in time goes into the answer to the customer's push.

The process that has the platform's connection waits by a row; the worker that sends offers its message in that row. A
row is answered once or closed once, by one UPDATE each, so that a message goes by one of both ways, whoever dies: what
was answered counts as sent, and the platform, which asks again when no answer came, gets the same one again."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.wechat.models import wechat_reply_table
from tandem.contexts.channels.ports import Account, Outgoing
from tandem.kit.db import Database, Tx

r = wechat_reply_table.c
# The platform hangs up after five seconds.
WAIT_S = 4.0
_LOOK_S = 0.05
# An offer later than this would find nobody; and how long one waits for being taken after the end.
_LEAST, _GRACE_S = timedelta(milliseconds=300), 1.0
_MOST = 200
_KEPT = timedelta(hours=1)
_BYTES = 2048
Key = tuple[UUID, str]


class Replies:
    """One for each process."""

    def __init__(self, db: Database, vault: Fernet) -> None:
        self._db, self._vault = db, vault
        self._waiting: dict[Key, list[asyncio.Future[str]]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Answer nobody any more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def awaited(self, account: Account, event: str) -> str | None:
        """What to answer a push with; None when nothing came in time, or when 200 wait already: "success" then. The
        same push again gets the same."""
        key = (account.id, event)
        async with self._db.transaction() as tx:
            until = tx.now + timedelta(seconds=WAIT_S)
            row = {"account_id": account.id, "event": event, "until": until}
            full = sum(map(len, self._waiting.values())) >= _MOST
            if (
                full
                or (
                    await tx.execute(insert(wechat_reply_table).values(**row).on_conflict_do_nothing())
                ).rowcount
                == 0
            ):
                return await self._taken(tx, [key], key)
        return await self._in_time(key)

    async def _in_time(self, key: Key) -> str | None:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(answer)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(WAIT_S):
                return await answer
        except TimeoutError:
            async with self._db.transaction() as tx:
                closing = (
                    update(wechat_reply_table).where(*_of(key), r.part_id.is_(None)).values(closed_at=tx.now)
                )
                if (await tx.execute(closing)).rowcount:
                    return None
                return await self._taken(tx, [key], key)  # offered at the last moment
        finally:
            others = self._waiting.pop(key, [])
            if rest := [one for one in others if one is not answer]:
                self._waiting[key] = rest

    async def _look(self) -> None:
        """One look for all that wait in this process."""
        while self._waiting:
            await asyncio.sleep(_LOOK_S)
            async with self._db.transaction() as tx:
                taken = await self._all_taken(tx, list(self._waiting), fresh=True)
            for key, text in taken.items():
                for answer in self._waiting.get(key, []):
                    if not answer.done():
                        answer.set_result(text)

    async def _taken(self, tx: Tx, keys: list[Key], key: Key) -> str | None:
        return (await self._all_taken(tx, keys)).get(key)

    async def _all_taken(self, tx: Tx, keys: list[Key], *, fresh: bool = False) -> dict[Key, str]:
        """What was offered to these and not withdrawn; it counts as answered from here on. `fresh`: only what was not
        answered before."""
        of_keys = (tuple_(r.account_id, r.event).in_(keys), r.part_id.is_not(None), r.closed_at.is_(None))
        taking = (
            update(wechat_reply_table).where(*of_keys, r.answered_at.is_(None)).values(answered_at=tx.now)
        )
        rows = list((await tx.execute(taking.returning(r.account_id, r.event, r.sealed))).all())
        if not fresh:
            again = select(r.account_id, r.event, r.sealed).where(*of_keys, r.answered_at.is_not(None))
            rows = list((await tx.execute(again)).all())
        found: dict[Key, str] = {}
        for row in rows:
            try:
                found[row.account_id, row.event] = self._vault.decrypt(row.sealed.encode()).decode()
            except InvalidToken:  # sealed under an earlier secret: nothing to say, and it was not said
                continue
        return found

    async def offer(self, account: Account, outgoing: Outgoing) -> bool:
        """Whether the message went, or had gone before a crash, as the reply to the push that it answers. False: send
        it otherwise; it will not go this way any more."""
        fits = outgoing.kind == "text" and outgoing.file is None and outgoing.template is None
        if (
            outgoing.in_reply_to is None
            or not outgoing.automatic
            or not fits
            or len(outgoing.text.encode()) > _BYTES
        ):
            return False
        key = (account.id, outgoing.in_reply_to)
        async with self._db.transaction() as tx:
            sealed = self._vault.encrypt(outgoing.text.encode()).decode()
            open_ = (r.part_id.is_(None), r.closed_at.is_(None), r.until > tx.now + _LEAST)
            offering = (
                update(wechat_reply_table).where(*_of(key), *open_).values(part_id=outgoing.id, sealed=sealed)
            )
            offered = bool((await tx.execute(offering)).rowcount)
        while offered:
            async with self._db.transaction() as tx:
                query = select(r.answered_at, r.until).where(*_of(key), r.part_id == outgoing.id)
                row = (await tx.execute(query)).one_or_none()
                if (
                    row is None
                    or row.answered_at is not None
                    or tx.now > row.until + timedelta(seconds=_GRACE_S)
                ):
                    break
            await asyncio.sleep(_LOOK_S)
        return await self._settled(key, outgoing.id)

    async def _settled(self, key: Key, part_id: UUID) -> bool:
        """Withdraw the offer, unless it was answered: then it went. Also of a first try that a crash cut off."""
        async with self._db.transaction() as tx:
            mine = (*_of(key), r.part_id == part_id)
            withdrawing = (
                update(wechat_reply_table).where(*mine, r.answered_at.is_(None)).values(closed_at=tx.now)
            )
            await tx.execute(withdrawing)
            answered = select(r.answered_at).where(*mine, r.answered_at.is_not(None))
            return (await tx.execute(answered)).one_or_none() is not None

    async def forget(self) -> None:
        """Rows that no retry asks for any more."""
        async with self._db.transaction() as tx:
            await tx.execute(delete(wechat_reply_table).where(r.until < tx.now - _KEPT))


def _of(key: Key) -> tuple[Any, ...]:
    return (r.account_id == key[0], r.event == key[1])
