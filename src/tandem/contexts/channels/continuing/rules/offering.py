"""Whether the bot offers to go on in another channel by itself, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.contexts.channels.continuing.rules.ways import OpenWay

LIVE = ("web", "app")
"""Channels that the customer must keep open to be answered. Whoever writes by another one may put it away."""


@dataclass(frozen=True)
class Waits:
    """Somebody who stands in line for an agent, for a while or outside opening hours. `here`: the channel. `offered`:
    going on elsewhere was spoken of in this conversation before, by whomever. `unseen`: the bot has asked, and no page
    of theirs has got the question: they are gone. `refuses`: they do not want to be written to (consent "service"
    withdrawn). `reachable`: at this hour they want to be."""

    status: str = "open"
    controller: str = "queue"
    here: str = "web"
    offered: bool = False
    unseen: bool = False
    refuses: bool = False
    reachable: bool = True


@dataclass(frozen=True)
class Offer:
    """`ask` False: they are gone, and have said by themselves that they like this channel best."""

    way: OpenWay
    ask: bool


def in_line(waits: Waits, ways: Sequence[OpenWay]) -> Offer | None:
    """What the bot offers somebody who stands in line; None: nothing. It asks once in a conversation, where they are.
    Who left before the question came is not pursued, but for the channel that they have set as preferred, within their
    hours."""
    if waits.status != "open" or waits.controller != "queue" or waits.here not in LIVE or waits.refuses:
        return None
    best = min(
        (one for one in ways if one.reason is None and one.how != "link"), key=_worst_last, default=None
    )
    if best is None:
        return None
    if not waits.offered:
        return Offer(best, ask=True)
    gone = waits.unseen and waits.reachable and best.how == "preferred"
    return Offer(best, ask=False) if gone else None


def _worst_last(way: OpenWay) -> tuple[bool, float]:
    """Preferred ones first, then where they wrote last."""
    wrote = way.reach.last_in_at
    return way.how != "preferred", -wrote.timestamp() if wrote else 0.0


def as_wished(channel: str, ways: Sequence[OpenWay]) -> OpenWay | None:
    """The way into the channel that the customer asked for, if it is open."""
    return next((one for one in ways if one.reach.channel == channel and one.reason is None), None)
