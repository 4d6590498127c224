"""Everything that one process does for e-mail, put together."""

from dataclasses import dataclass
from pathlib import Path

from tandem.adapters.mail import state
from tandem.adapters.mail.channel import MailChannel
from tandem.adapters.mail.importing import Importing
from tandem.adapters.mail.local import LocalMailbox
from tandem.adapters.mail.mailroom import MailRoom
from tandem.adapters.mail.oauth import Tokens
from tandem.adapters.mail.taking import Taking
from tandem.adapters.mail.threading import Threads
from tandem.adapters.mail.watching import Watching
from tandem.contexts.channels.api import Accounts
from tandem.kit.db import Database


@dataclass(frozen=True)
class Mail:
    db: Database
    channel: MailChannel
    taking: Taking
    room: MailRoom
    watching: Watching
    tokens: Tokens
    local: LocalMailbox
    importing: Importing

    async def forget(self) -> None:
        """Delete what no cap needs any longer."""
        async with self.db.transaction() as tx:
            await state.forget(tx)


def connection(root: Path, accounts: Accounts, key: bytes) -> Mail:
    """`root`: the folder of all Maildirs. `key`: 32 bytes of this installation's own, for signed addresses."""
    threads, tokens = Threads(key), Tokens()
    taking = Taking(accounts, threads)
    channel = MailChannel(root, accounts.db, threads, tokens, key)
    local = LocalMailbox(root, accounts.db.clock)
    return Mail(
        accounts.db, channel, taking, MailRoom(root, taking), Watching(taking, tokens), tokens, local,
        Importing(taking, tokens),
    )  # fmt: skip
