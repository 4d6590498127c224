"""By which ways a customer can be reached, and why not by some."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Literal
from uuid import UUID

from tandem.contexts.channels.written.capabilities import Address, Capabilities
from tandem.contexts.channels.written.rules.permitting import Spoken, permit, shut_reason

How = Literal["asked", "preferred", "link"]
LINK_PREFIX = "go_"
"""How the scene of a QR code begins that continues a conversation."""


@dataclass(frozen=True)
class Reach:
    """An account by which the customer is known: `recipient` is their address there, to be read at sending time from
    their sealed personal data where it is None; `shown` is how people may see it. `sent_since`, `refused_at`: of the
    thread in which they wrote last; `templates_only`: of the account."""

    account_id: UUID
    channel: str
    account: str
    name: str
    shown: str
    recipient: str | None = field(default=None, repr=False)
    address_kind: str = ""
    last_in_at: datetime | None = None
    sent_since: int = 0
    refused_at: datetime | None = None
    paused: bool = False
    templates_only: bool = False
    open_there: UUID | None = None


@dataclass(frozen=True)
class OpenWay:
    """A way as the desk shows it: `how` the customer is asked; `reason` why it cannot be taken now, as a code."""

    reach: Reach
    how: How
    reason: str | None


def ways_of(
    found: Sequence[Reach], *, here: tuple[str, str], preferred: str | None, blocked: bool,
    caps: dict[str, Capabilities], now: datetime,
) -> list[OpenWay]:  # fmt: skip
    """One way for each account, but for that in which the conversation is now. Preferred ones come first."""
    ways = []
    for one in _one_each(found):
        if (one.channel, one.account) == here:
            continue
        reason = _reason(one, caps.get(one.channel), blocked, now)
        ways.append(OpenWay(one, "preferred" if one.channel == preferred else "asked", reason))
    return sorted(ways, key=lambda way: (way.how != "preferred", way.reason is not None, way.reach.channel))


def _one_each(found: Sequence[Reach]) -> list[Reach]:
    """The first of each account: those come first from which the customer wrote last."""
    kept: dict[UUID, Reach] = {}
    for one in found:
        kept.setdefault(one.account_id, one)
    return list(kept.values())


def _reason(one: Reach, caps: Capabilities | None, blocked: bool, now: datetime) -> str | None:
    if blocked:
        return "blocked"
    if caps is None or one.paused:
        return "paused"
    if one.open_there is not None:
        return "open_there"
    spoken = Spoken(one.last_in_at, one.sent_since, 0, one.refused_at)
    return shut_reason(permit(caps, now, spoken, templates_only=one.templates_only))


@dataclass(frozen=True)
class Offered:
    """An account of the lender's, and how its channel can be entered: `invites` by a code; `address` is what its
    recipients are."""

    channel: str
    account: str
    name: str
    invites: bool
    address: Address | None


@dataclass(frozen=True)
class CustomerWay:
    """See schemas.ElsewhereWayOut."""

    channel: str
    account: str
    name: str
    address: str
    how: Literal["asked", "code", "unknown"]
    reason: str | None = None


def for_customer(
    lenders: Sequence[Offered], known: Sequence[OpenWay], here: tuple[str, str]
) -> list[CustomerWay]:
    """What a customer chooses from: where they are known and can be written to; where a code leads; and, once for each
    channel that goes by telephone numbers or mail addresses, that theirs is missing. What can be taken comes first."""
    ways = {(one.reach.channel, one.reach.account): one for one in known}
    found = [
        made
        for one in lenders
        if (one.channel, one.account) != here
        and (made := _for_customer(one, ways.get((one.channel, one.account)))) is not None
    ]
    reached = {one.channel for one in found if one.how != "unknown"}
    kept: dict[object, CustomerWay] = {}
    for one in found:
        if one.how != "unknown":
            kept[one.channel, one.account] = one
        elif one.channel not in reached:
            kept.setdefault(one.channel, one)
    return sorted(kept.values(), key=lambda one: one.reason is not None)


def _for_customer(one: Offered, way: OpenWay | None) -> CustomerWay | None:
    told = (one.channel, one.account, one.name)
    if way is not None and (way.reason is None or not one.invites):
        return CustomerWay(*told, way.reach.shown, "asked", way.reason)
    if one.invites:
        return CustomerWay(*told, "", "code")
    return CustomerWay(*told, "", "unknown", f"no_{one.address}") if one.address else None


def new_token() -> str:
    """Of a link or a QR code: 160 bits, of letters that a platform's scene may have."""
    return LINK_PREFIX + token_urlsafe(20)


def token_hash(token: str) -> bytes:
    """How it is kept: it is long and random, so a plain hash tells nothing."""
    return sha256(token.encode()).digest()
