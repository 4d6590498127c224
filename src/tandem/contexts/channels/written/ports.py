"""What a written channel's adapter does. Wiring registers one for each kind; tests/contracts holds all to this."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol, runtime_checkable

from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.messages import Account, ForeignFile, Outgoing, Sent
from tandem.contexts.channels.written.setup import Field, Finding


class SendRefused(Exception):
    """The channel will never take this (no such recipient, forbidden content, refused by the customer). It becomes a
    dead letter at once. `code` is ours or the channel's, short; `detail` for the operator, without personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class SendLater(Exception):
    """Not now (away, busy, a rate): worth another try, after `after` if the channel said when."""

    def __init__(self, code: str, detail: str = "", *, after: timedelta | None = None) -> None:
        super().__init__(code)
        self.code, self.detail, self.after = code, detail, after


class WindowClosed(Exception):
    """The channel's reply window is closed after all (it counts differently than we do): held until the customer
    writes again."""


class Channel(Protocol):
    """One kind of channel, for all accounts of it."""

    kind: str
    capabilities: Capabilities
    fields: tuple[Field, ...]
    """What an account of this kind must or may be told."""

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """Hand one message over. Never called twice at once for one conversation; called again with the same id when
        it is not known what came of the first time. Raises SendRefused, SendLater or WindowClosed; anything else
        counts as SendLater and is logged."""
        ...

    async def fetch(self, account: Account, file: ForeignFile, *, limit: int) -> bytes:
        """The content of a file that a customer sent, at most `limit` bytes: read no more than that, however large it
        is. Raises SendRefused ("file_too_large", gone …: it will not come) or SendLater; anything else, and more than
        30 s, counts as SendLater."""
        ...

    async def check(self, account: Account) -> Sequence[Finding]:
        """Look at the far end as far as it can be done without writing to a customer: reach it, log in, ask what the
        account may do; at most 15 s in all. The steps in order, up to the first that failed. Never raises for what
        is wrong with the account or its far end."""
        ...


@runtime_checkable
class ShowsTyping(Protocol):
    """A channel with the capability `typing`."""

    capabilities: Capabilities

    async def typing(self, account: Account, recipient: str) -> None:
        """Show the customer for some seconds that somebody writes. What goes wrong is nobody's loss."""
        ...
