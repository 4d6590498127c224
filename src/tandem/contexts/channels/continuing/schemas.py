"""Bodies and answers of continuing elsewhere."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from tandem.contexts.channels.continuing.rules.ways import CustomerWay, OpenWay
from tandem.kit.http import Body

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Token = Annotated[str, StringConstraints(pattern=r"^go_[A-Za-z0-9_-]{20,60}$")]


class WayOut(BaseModel):
    """A way by which the customer can be reached. `how`: they are asked by buttons, get a link, or have said that they
    like it best. `reason`: why it cannot be taken now (blocked, paused, open_there, window_closed)."""

    channel: str
    account: str
    name: str
    address: str
    how: Literal["asked", "preferred", "link"]
    reason: str | None
    open_conversation_id: UUID | None

    @staticmethod
    def of(way: OpenWay) -> "WayOut":
        one = way.reach
        return WayOut(
            channel=one.channel, account=one.account, name=one.name, address=one.shown, how=way.how,
            reason=way.reason, open_conversation_id=one.open_there,
        )  # fmt: skip


class WaysOut(BaseModel):
    items: list[WayOut]


class ContinuationIn(Body):
    """Where to go on."""

    channel: Key
    account: Key


class ContinuationOut(BaseModel):
    """What was done: the customer was asked, was sent a link, or the conversation is there already (preferred)."""

    how: Literal["asked", "preferred", "link"]


class ElsewhereOut(BaseModel):
    """Where the customer goes on by themselves: `qr` is a picture (a data address) of `url`. Good once."""

    channel: str
    name: str
    url: str
    qr: str
    expires_at: datetime


class ElsewhereWayOut(BaseModel):
    """A channel of the lender's as the customer may choose it. `how`: they are asked in the chat, get a code, or are
    not known there yet (`reason` no_phone or no_email). `reason` else: why it cannot be taken now, as in WayOut.
    `address`: theirs, masked."""

    channel: str
    account: str
    name: str
    address: str
    how: Literal["asked", "code", "unknown"]
    reason: str | None

    @staticmethod
    def of(way: CustomerWay) -> "ElsewhereWayOut":
        return ElsewhereWayOut(
            channel=way.channel, account=way.account, name=way.name, address=way.address, how=way.how,
            reason=way.reason,
        )  # fmt: skip


class ElsewhereWaysOut(BaseModel):
    items: list[ElsewhereWayOut]


class FollowIn(Body):
    token: Token
