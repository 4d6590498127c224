"""The written channel `email`."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path

from tandem.adapters.mail import maildir, state
from tandem.adapters.mail.checking import checked
from tandem.adapters.mail.fetching import content_at, raw_at
from tandem.adapters.mail.fields import FIELDS, AccountIncomplete, Mailbox
from tandem.adapters.mail.oauth import Tokens
from tandem.adapters.mail.smtp import deliver
from tandem.adapters.mail.taking import KIND
from tandem.adapters.mail.templating import TEMPLATES
from tandem.adapters.mail.threading import Threads
from tandem.adapters.mail.writing.composing import composed, message_id
from tandem.adapters.mail.writing.dkim import BadKey, signed
from tandem.contexts.channels.ports import (
    Account,
    Capabilities,
    Field,
    Finding,
    ForeignFile,
    Outgoing,
    SendLater,
    SendRefused,
    Sent,
)
from tandem.kit.db import Database


class MailChannel:
    """See channels.written.ports.Channel. The id of a mail is made of the message's: sent twice, whoever gets it sees
    that it is one. `key`: 32 bytes of this installation's own."""

    kind = KIND
    capabilities = Capabilities(
        text_limit=50_000,
        files=frozenset({"image", "file", "voice"}),
        per_second=5.0,
        address="email",
        templates=TEMPLATES,
    )
    fields: tuple[Field, ...] = FIELDS

    def __init__(self, root: Path, db: Database, threads: Threads, tokens: Tokens, key: bytes) -> None:
        self.root, self.db, self.threads, self.tokens, self.key = root, db, threads, tokens, key

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        box = Mailbox(account)
        try:
            await self._check_cap(box, outgoing)
            content = await outgoing.file.content() if outgoing.file else None
            now = self.db.clock.now()
            raw = await asyncio.to_thread(composed, box, outgoing, content, self.threads, now)
            if box.dkim is not None:
                selector, key = box.dkim
                at = int(now.timestamp())
                raw = await asyncio.to_thread(_signed, raw, box.domain, selector, key, at)
            await self._hand_over(box, raw, outgoing.recipient)
        except AccountIncomplete as error:
            raise SendLater(f"account_{error.field}") from error
        except BadKey as error:
            raise SendLater("account_dkim_key") from error
        return Sent(message_id(box, outgoing, self.threads).lower())

    async def fetch(self, account: Account, file: ForeignFile, *, limit: int) -> bytes:
        box = Mailbox(account)
        try:
            raw = await raw_at(self.root, box, self.tokens, file.reference)
        except AccountIncomplete as error:
            raise SendLater(f"account_{error.field}") from error
        return await asyncio.to_thread(content_at, raw, file.reference, limit)

    async def check(self, account: Account) -> Sequence[Finding]:
        return await checked(self.root, Mailbox(account), self.tokens)

    async def _check_cap(self, box: Mailbox, outgoing: Outgoing) -> None:
        """Two machines that answer each other stop at the cap, whatever heads they leave out."""
        if not outgoing.automatic:
            return
        recipient = hmac(self.key, outgoing.recipient.lower().encode(), sha256).hexdigest()[:32]
        async with self.db.transaction() as tx:
            most = box.automatic_per_hour
            if not await state.may_answer(tx, box.account.id, outgoing.id, recipient, most):
                raise SendRefused("automatic_cap")

    async def _hand_over(self, box: Mailbox, raw: bytes, recipient: str) -> None:
        if box.sends_by == "smtp":
            await deliver(box, self.tokens, raw, recipient)
            return
        try:
            folder = await asyncio.to_thread(maildir.outgoing, self.root, box.account.key)
            await asyncio.to_thread(folder.deliver, raw)
        except OSError as error:
            raise SendLater("folder", error.strerror or "") from error


def _signed(raw: bytes, domain: str, selector: str, key: str, at: int) -> bytes:
    return signed(raw, domain=domain, selector=selector, key=key, at=at)
