"""What an adapter of an SMS gateway does. Wiring gives one for each name to `SmsChannel`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from tandem.contexts.channels.sms.rules.segments import Encoding
from tandem.contexts.channels.written.messages import Account, Sent, Template
from tandem.contexts.channels.written.setup import Field, Finding


@dataclass(frozen=True)
class TextMessage:
    """One text message, ready to go: 11 digits, the signature in front. `id` stays the same when it is sent again.
    Number and text stay out of whatever prints it."""

    id: UUID
    phone: str = field(repr=False)
    text: str = field(repr=False)
    encoding: Encoding
    segments: int
    template: Template | None = None


class SmsGateway(Protocol):
    """One way to the telephones."""

    name: str
    fields: tuple[Field, ...]
    """What an account at this gateway is asked for beside the signature. Keys are the gateway's own: no other has the
    same."""

    repeats_harmless: bool
    """Whether it knows a message that it gets twice by its id."""

    async def hand_over(self, account: Account, message: TextMessage) -> Sent:
        """See `Channel.send`."""
        ...

    async def check(self, account: Account) -> Sequence[Finding]:
        """See `Channel.check`."""
        ...
