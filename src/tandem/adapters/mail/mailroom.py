"""Looking into the Maildirs of the accounts that receive by one."""

import asyncio
from pathlib import Path

import structlog

from tandem.adapters.mail import maildir
from tandem.adapters.mail.arriving import Aside
from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.maildir import Maildir
from tandem.adapters.mail.reading.opening import MAX_BYTES
from tandem.adapters.mail.taking import BEGINNING, KIND, Raw, Taken, Taking
from tandem.contexts.channels.ports import Account

log = structlog.get_logger(__name__)
_AT_ONCE = 200
# A mail that is none, and not merely nobody's message to us: for a person to look at.
_BROKEN = frozenset(
    {"malformed", "too_large", "too_many_parts", "too_many_lines", "too_deep", "header_too_long"}
)


class MailRoom:
    """`look` takes over what was delivered. A mail is moved to `cur` after it is kept."""

    def __init__(self, root: Path, taking: Taking) -> None:
        self._root, self._taking = root, taking

    async def look(self) -> Taken:
        """Every account's; one that fails does not stop the others."""
        all_of_it = Taken()
        own = await self._taking.own()
        for account in await self._taking.accounts.of_kind(KIND):
            if Mailbox(account).receives_by != "maildir":
                continue
            try:
                all_of_it.add(await self._empty(account, own))
            except OSError as error:
                log.warning("mail.folder_failed", account=account.key, cause=error.strerror)
                await self._taking.accounts.note_error(account, "folder")
        return all_of_it

    async def _empty(self, account: Account, own: frozenset[str]) -> Taken:
        box = await asyncio.to_thread(maildir.incoming, self._root, account.key)
        taken = Taken()
        for name in await asyncio.to_thread(box.waiting, _AT_ONCE):
            try:
                taken.add(await self._one(account, box, name, own))
            except OSError as error:
                log.warning("mail.mail_failed", account=account.key, cause=error.strerror)
        return taken

    async def _one(self, account: Account, box: Maildir, name: str, own: frozenset[str]) -> Taken:
        raw = await asyncio.to_thread(_raw, box, name)
        read = await self._taking.read(account, [raw], own)
        taken = await self._taking.keep(account, read)
        broken = isinstance(read[0], Aside) and read[0].code in _BROKEN
        await asyncio.to_thread(box.refused if broken else box.taken, name)
        return taken


def _raw(box: Maildir, name: str) -> Raw:
    path = box.path / "new" / name
    cut = path.stat().st_size > MAX_BYTES
    return Raw(f"maildir/{name.partition(':')[0]}", maildir.read(path, BEGINNING if cut else MAX_BYTES), cut)
