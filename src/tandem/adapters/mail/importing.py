"""Importing the history of a mailbox: what lay in it when the account was connected."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tandem.adapters.mail import state
from tandem.adapters.mail.arriving import Aside
from tandem.adapters.mail.catching_up import CatchingUp, fetched, pages
from tandem.adapters.mail.connecting import Connected, connected
from tandem.adapters.mail.fields import AccountIncomplete, Mailbox
from tandem.adapters.mail.imap import ImapFailed, Numbering
from tandem.adapters.mail.oauth import OAuthFailed, Tokens
from tandem.adapters.mail.state import Place
from tandem.adapters.mail.taking import Raw, Taken, Taking, count
from tandem.contexts.channels.ports import Account, Incoming
from tandem.kit.errors import Invalid

_PAGE = 200
Told = Callable[[int, int], None]


class MailboxUnusable(Exception):
    """The account or its server; the text says what is wrong, in English."""


@dataclass
class Imported:
    """`done`: false when it was stopped; the next run goes on where this one ended."""

    done: bool = False
    taken: Taken = field(default_factory=Taken)


class Importing:
    """A page is kept in one transaction, then noted: stopped or killed anywhere, the next run goes on."""

    def __init__(self, taking: Taking, tokens: Tokens) -> None:
        self._taking, self._tokens = taking, tokens
        self._catch_up = CatchingUp(taking)
        self._db = taking.accounts.db

    async def __call__(self, account: Account, folder: str, told: Told, stop: asyncio.Event) -> Imported:
        """`told`: called with how many mails are done, and of how many. Raises MailboxUnusable."""
        try:
            return await self._imported(account, folder, told, stop)
        except ImapFailed as error:
            raise MailboxUnusable(
                f"The mailbox cannot be used: {error.code} {error.detail}".strip()
            ) from error
        except OAuthFailed as error:
            raise MailboxUnusable(f"The mailbox gives no token: {error.code}") from error
        except AccountIncomplete as error:
            raise MailboxUnusable(f"The account is not told its {error.field}.") from error

    async def _imported(self, account: Account, folder: str, told: Told, stop: asyncio.Event) -> Imported:
        made = Imported()
        own = await self._taking.own()
        async with connected(Mailbox(account), self._tokens) as mailbox:
            now = await mailbox.run(mailbox.session.examine, folder)
            place = await self._begun(account, folder, mailbox, now)
            last = place.first_uid - 1
            sizes = await self._sizes(mailbox, place.imported_uid + 1, last)
            done, all_of_them = 0, len(sizes)
            told(0, all_of_them)
            coming = pages(sizes, _PAGE)
            ahead = _ahead(mailbox, folder, now, coming, 0)
            for number, page in enumerate(coming):
                mails = await ahead
                ahead = _ahead(mailbox, folder, now, coming, number + 1)
                made.taken.add(await self._keep(account, mails, own))
                async with self._db.transaction() as tx:
                    await state.imported_up_to(tx, account.id, folder, now.uidvalidity, page[-1][0])
                done += len(page)
                told(done, all_of_them)
                if stop.is_set():
                    ahead.cancel()
                    return made
            ahead.cancel()
        made.done = True
        return made

    async def _begun(self, account: Account, folder: str, mailbox: Connected, now: Numbering) -> Place:
        """After a new UIDVALIDITY the import begins anew: what is known is known. What is new since the last look is
        taken in first, as who listens would: customers must be answered, and history is not."""
        async with self._db.transaction() as tx:
            place = await state.place(tx, account.id, folder)
        if place.uidvalidity != now.uidvalidity:
            await self._catch_up(account, folder, mailbox, now)
            async with self._db.transaction() as tx:
                place = await state.place(tx, account.id, folder)
        return place

    async def _sizes(self, mailbox: Connected, first: int, last: int) -> list[tuple[int, int]]:
        return await mailbox.run(mailbox.session.sizes, first, last) if first <= last else []

    async def _keep(self, account: Account, mails: Sequence[Raw], own: frozenset[str]) -> Taken:
        taken = Taken()
        told: list[Incoming] = []
        for one in await self._taking.read(account, mails, own):
            if isinstance(one, Aside):
                taken.aside[one.code] += 1
            elif one.kind == "message":
                told.append(one)
        try:
            taken.kept = await self._taking.accounts.keep_past(account, told)
        except Invalid:
            taken.kept = await self._one_by_one(account, told, taken)
        taken.known = len(told) - taken.kept
        count(account, taken)
        return taken

    async def _one_by_one(self, account: Account, told: Sequence[Incoming], taken: Taken) -> int:
        """One that the inbox refuses does not stop the others of its page."""
        kept = 0
        for one in told:
            try:
                kept += await self._taking.accounts.keep_past(account, [one])
            except Invalid as error:
                taken.aside[error.code] += 1
        return kept


def _ahead(
    mailbox: Connected, folder: str, now: Numbering, coming: Sequence[Sequence[tuple[int, int]]], number: int
) -> asyncio.Future[list[Raw]]:
    """The next page is fetched while this one is kept."""
    page = coming[number] if number < len(coming) else []
    return asyncio.ensure_future(fetched(mailbox, folder, now.uidvalidity, page))
