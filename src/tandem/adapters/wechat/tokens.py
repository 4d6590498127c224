"""The access token of an account, shared by all processes: a row that is also the lock.

Fetched anew five minutes ahead of its end, by one process: the others go on with the old one, which the platform still
takes. When the platform refuses one, whoever finds out first fetches another; the others find that in the row."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.adapters.wechat.models import wechat_token_table
from tandem.adapters.wechat.settings import WeChat
from tandem.contexts.channels.ports import SendLater
from tandem.kit.db import Database, Tx

t = wechat_token_table.c
AHEAD = timedelta(minutes=5)
_FIND = select(wechat_token_table).where(t.account_id == bindparam("account"))
_MAKE = insert(wechat_token_table).on_conflict_do_nothing(index_elements=["account_id"])


@dataclass(frozen=True)
class Fetched:
    """A token and for how long it is good."""

    token: str
    lasts: timedelta


Fetch = Callable[[WeChat, bool], Awaitable[Fetched]]
"""Ask the platform for the token; True: for another one than it gave last."""


class Tokens:
    def __init__(self, db: Database, vault: Fernet) -> None:
        self._db, self._vault = db, vault

    async def get(self, wechat: WeChat, fetch: Fetch, *, refused: str | None = None) -> str:
        """A token that is good for some minutes. `refused`: the one that the platform has just not taken. Raises what
        `fetch` raises, SendLater."""
        async with self._db.transaction() as tx:
            row = (await tx.execute(_FIND, {"account": wechat.account.id})).one_or_none()
            known = self._good(row, wechat, tx, refused)
            ahead = row is not None and row.expires_at is not None and row.expires_at - tx.now > AHEAD
        if known is not None and ahead:
            return known
        return await self._renewed(wechat, fetch, refused, known)

    async def _renewed(self, wechat: WeChat, fetch: Fetch, refused: str | None, known: str | None) -> str:
        account = wechat.account.id
        async with self._db.transaction() as tx:
            await tx.execute(_MAKE.values(account_id=account))
        async with self._db.transaction() as tx:
            # With a token that is still good nobody waits for the one who fetches.
            locking = _FIND.with_for_update(skip_locked=known is not None)
            row = (await tx.execute(locking, {"account": account})).one_or_none()
            if row is None:
                if known is None:
                    raise SendLater("token")
                return known
            found = self._good(row, wechat, tx, refused)
            if found is not None and row.expires_at - tx.now > AHEAD:
                return found
            fetched = await fetch(wechat, refused is not None and self._open(row) == refused)
            if fetched.token == refused:
                fetched = await fetch(wechat, True)
            await tx.execute(
                update(wechat_token_table).where(t.account_id == account).values(
                    appid=wechat.appid, sealed=self._vault.encrypt(fetched.token.encode()).decode(),
                    fetched_at=tx.now, expires_at=tx.now + fetched.lasts,
                )
            )  # fmt: skip
            return fetched.token

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
