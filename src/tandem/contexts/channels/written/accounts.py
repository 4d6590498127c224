"""What an adapter may do with the accounts of its kind: find them, keep what came in, say how they fare."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.fernet import Fernet

from tandem.contexts.channels.written.actions.accepting import accept, add_all, ask_for, fitted
from tandem.contexts.channels.written.actions.importing import keep_past
from tandem.contexts.channels.written.messages import Account, Incoming
from tandem.contexts.channels.written.repository import accounts
from tandem.kit.db import Database


@dataclass(frozen=True)
class Accounts:
    """Each call is a transaction of its own: what it says was done is committed."""

    db: Database
    vault: Fernet

    async def of_kind(self, kind: str) -> list[Account]:
        """All accounts of a kind, also those that are paused: a pause stops what goes out, not what comes in."""
        async with self.db.transaction() as tx:
            return await accounts.of_kind(tx, self.vault, kind)

    async def by_key(self, kind: str, key: str) -> Account | None:
        """One account, or None."""
        async with self.db.transaction() as tx:
            return await accounts.find(tx, self.vault, kind, key)

    async def keep(self, account: Account, incoming: Incoming) -> bool:
        """Keep a foreign event for good; False when it was here before. Tell the far end after this, not before.
        Raises IncomingUnfit (see `accept`)."""
        async with self.db.transaction() as tx:
            return await accept(tx, account.id, incoming)

    async def keep_all(self, account: Account, incoming: Iterable[Incoming]) -> int:
        """The same for several at once, all or none, by few statements; how many were new."""
        events = [(account.id, fitted(one)) for one in incoming]
        async with self.db.transaction() as tx:
            new = [number for number in await add_all(tx, events) if number is not None] if events else []
            if new:
                ask_for(tx, new)
        return len(new)

    async def keep_past(self, account: Account, incoming: Iterable[Incoming]) -> int:
        """Keep what was written before the account was connected, all or none; how many were new (see
        `importing.keep_past`)."""
        async with self.db.transaction() as tx:
            return await keep_past(tx, account, incoming)

    async def note_sent(self, account: Account) -> None:
        """Something went out beside the outbox."""
        async with self.db.transaction() as tx:
            await accounts.change(tx, account.id, last_out_at=tx.now)

    async def note_error(self, account: Account, code: str) -> None:
        """What went wrong with the account itself (cannot log in, cannot be reached), for the administrator. Without
        personal data."""
        async with self.db.transaction() as tx:
            await accounts.change(tx, account.id, last_error_at=tx.now, last_error=code[:200])
