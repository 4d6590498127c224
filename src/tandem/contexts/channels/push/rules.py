"""Pure decisions about pushes."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

MOST_DEVICES = 10
"""Of one customer with one app: the one not seen longest gives way."""
DEVICE_LIFE = timedelta(days=60)
"""An app says at every start that it is there; vendors let tokens of apps that are never opened die too."""
PUSH_LIFE = timedelta(hours=24)
KEPT = timedelta(days=7)
PATIENCE = timedelta(seconds=3)
"""A socket that is there has marked a message as delivered long before."""
MOST_ATTEMPTS = 6
PREVIEW_CHARS = 80


@dataclass(frozen=True)
class Facts:
    """What is known when a push is thought of. `newest` is the number of the newest message of the other side;
    `had` up to which number a socket, or a page that was read, has the conversation. Hours are local, "HH:MM"."""

    newest: int
    had: int
    devices: int
    erased_or_restricted: bool = False
    contact_from: str | None = None
    contact_until: str | None = None


@dataclass(frozen=True)
class Skip:
    why: Literal["had", "nothing", "no_device", "person"]


@dataclass(frozen=True)
class Wait:
    until: datetime


@dataclass(frozen=True)
class Send:
    pass


def decide(facts: Facts, now: datetime, zone: ZoneInfo) -> Skip | Wait | Send:
    """Push only what nobody has got, to who may be told, at an hour at which they want to be reached."""
    if facts.newest == 0:
        return Skip("nothing")
    if facts.had >= facts.newest:
        return Skip("had")
    if facts.erased_or_restricted:
        return Skip("person")
    if facts.devices == 0:
        return Skip("no_device")
    opens = reachable_at(facts.contact_from, facts.contact_until, now, zone)
    return Send() if opens <= now else Wait(opens)


def reachable_at(begins: str | None, ends: str | None, now: datetime, zone: ZoneInfo) -> datetime:
    """`now` when the customer may be reached, else the next moment at which they may. The end is not within; a span may
    go over midnight; without one every hour is right."""
    if begins is None or ends is None or begins == ends:
        return now
    local = now.astimezone(zone)
    first, last, clock = time.fromisoformat(begins), time.fromisoformat(ends), local.time()
    within = first <= clock < last if first < last else clock >= first or clock < last
    if within:
        return now
    day = local.date() if clock < first else local.date() + timedelta(days=1)
    return datetime.combine(day, first, zone)


def words(preview: str | None, plain: str) -> str:
    """What the notification says: nothing of the conversation, unless the lender wants a preview. A preview is one
    line; a message without text (a picture) has none."""
    line = " ".join((preview or "").split())
    if not line:
        return plain
    return line if len(line) <= PREVIEW_CHARS else line[: PREVIEW_CHARS - 1] + "…"
