"""Taking mail over into the inbox: read, kept, then noted as read. Killed in between, it comes again."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

import structlog
from prometheus_client import Counter as Counted

from tandem.adapters.mail.arriving import Aside, Reference, arrived
from tandem.adapters.mail.fields import Mailbox, own_addresses
from tandem.adapters.mail.reading.bodies import Part
from tandem.adapters.mail.reading.opening import MAX_BYTES
from tandem.adapters.mail.threading import Threads
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, Incoming
from tandem.kit.errors import Invalid

KIND = "email"
# Of a mail that is larger than what is taken: enough for its text.
BEGINNING = 1024 * 1024
_ASIDE = Counted("tandem_mail_aside_total", "Mails that were nobody's message to us", ["reason"])
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Raw:
    """A mail as it came. `place`: by which it is found again. `cut`: this is only its beginning."""

    place: str
    content: bytes
    cut: bool = False


@dataclass
class Taken:
    """What became of some mails. `aside`: by reason."""

    kept: int = 0
    known: int = 0
    aside: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Taken") -> None:
        self.kept, self.known = self.kept + other.kept, self.known + other.known
        self.aside += other.aside


class Taking:
    """For every way by which mail comes."""

    def __init__(self, accounts: Accounts, threads: Threads) -> None:
        self.accounts, self._threads = accounts, threads

    async def own(self) -> frozenset[str]:
        """The addresses of all accounts."""
        return own_addresses(await self.accounts.of_kind(KIND))

    async def read(
        self, account: Account, mails: Iterable[Raw], own: frozenset[str]
    ) -> list[Incoming | Aside]:
        """What each is to us, in their order; outside the event loop, since it is work."""
        now = self.accounts.db.clock.now()
        box = Mailbox(account)

        def all_of_them() -> list[Incoming | Aside]:
            return [
                arrived(one.content, box, self._threads, own, reference_in(one.place), now, cut=one.cut)
                for one in mails
            ]

        return await asyncio.to_thread(all_of_them)

    async def keep(self, account: Account, read: Iterable[Incoming | Aside]) -> Taken:
        """Keep the messages and the receipts among them for good, count the rest. One that the inbox refuses does not
        stop the others."""
        taken = Taken()
        for one in read:
            if isinstance(one, Aside):
                taken.aside[one.code] += 1
                continue
            try:
                new = await self.accounts.keep(account, one)
            except Invalid as error:
                taken.aside[error.code] += 1
                continue
            taken.kept, taken.known = taken.kept + new, taken.known + (not new)
        count(account, taken)
        return taken


def count(account: Account, taken: Taken) -> None:
    """Say how many were put aside, and why; never whose they are."""
    for code, number in taken.aside.items():
        _ASIDE.labels(code).inc(number)
        log.info("mail.aside", account=account.key, reason=code, count=number)


def reference_in(place: str) -> Reference:
    """References of the files of the mail at `place`."""

    def reference(part: Part) -> str:
        return f"{place}#{part.number}"

    return reference


def folder_mark(folder: str) -> str:
    """A folder in a reference: its name may be long and hold anything."""
    return sha256(folder.encode("utf-8", "replace")).hexdigest()[:12]


def limit_of(size: int) -> int:
    """How much of a mail of `size` bytes is read."""
    return size if size <= MAX_BYTES else BEGINNING
