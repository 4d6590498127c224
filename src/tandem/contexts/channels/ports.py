"""What the channels need from outside, and what an adapter of a written channel, or of pushes, does. Wiring gives the
real thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tandem.contexts.channels.push.ports import DeviceGone, Platform, Push, PushLater, PushRefused, PushSender
from tandem.contexts.channels.sms.gateway import SmsGateway, TextMessage
from tandem.contexts.channels.written.capabilities import Capabilities, ReplyWindow
from tandem.contexts.channels.written.messages import (
    Account,
    ForeignFile,
    Incoming,
    Option,
    Outgoing,
    OutgoingFile,
    Sent,
    Template,
)
from tandem.contexts.channels.written.ports import Channel, SendLater, SendRefused, WindowClosed
from tandem.contexts.channels.written.rules.values import PLAIN as PLAIN_KINDS
from tandem.contexts.channels.written.rules.values import at_most, matching
from tandem.contexts.channels.written.setup import Field, Finding
from tandem.contexts.channels.written.template import TemplateRules, ValueRule
from tandem.kit.db import Tx

__all__ = [
    "PLAIN_KINDS",
    "Account",
    "Capabilities",
    "Channel",
    "DeviceGone",
    "FaqCategory",
    "FaqQuestion",
    "FaqSource",
    "Field",
    "Finding",
    "ForeignFile",
    "Incoming",
    "Option",
    "Outgoing",
    "OutgoingFile",
    "Platform",
    "Push",
    "PushLater",
    "PushRefused",
    "PushSender",
    "ReplyWindow",
    "SendLater",
    "SendRefused",
    "Sent",
    "SmsGateway",
    "Template",
    "TemplateRules",
    "TextMessage",
    "ValueRule",
    "WindowClosed",
    "at_most",
    "matching",
]


@dataclass(frozen=True)
class FaqQuestion:
    """A question to offer before anybody typed. `category` is a key of FaqCategory, or None."""

    key: str
    question: str
    category: str | None = None


@dataclass(frozen=True)
class FaqCategory:
    key: str
    title: str


class FaqSource(Protocol):
    async def questions(self, tx: Tx, keys: Sequence[str], locale: str) -> list[FaqQuestion]:
        """The published entries among `keys`, in the order of `keys`; unknown keys are left out."""
        ...

    async def categories(self, tx: Tx, locale: str) -> list[FaqCategory]:
        """The categories to offer, in order."""
        ...
