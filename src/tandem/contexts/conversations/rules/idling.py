"""What becomes of a conversation in which nobody writes."""

from datetime import datetime, timedelta
from typing import Literal

BOT_IDLE = timedelta(minutes=30)

Verdict = Literal["resolve", "hand_back"]


def patience(controller: str, handback_s: int | None) -> timedelta | None:
    """How long it may be quiet under this controller; None: for ever."""
    if controller == "bot":
        return BOT_IDLE
    if controller == "agent" and handback_s is not None:
        return timedelta(seconds=handback_s)
    return None


def idle(
    controller: str, *, waiting: bool, quiet_since: datetime, handback_s: int | None, now: datetime
) -> Verdict | datetime | None:
    """The verdict on an open conversation, the time to look again, or None (nothing to watch).

    `waiting`: the customer waits for an answer. A customer whom an agent leaves waiting is not idle: the
    response clock deals with that. What the bot left unanswered (a thank-you, say) holds nothing open."""
    allowed = patience(controller, handback_s)
    if allowed is None:
        return None
    if controller == "agent" and waiting:
        return now + allowed
    if now - quiet_since < allowed:
        return quiet_since + allowed
    return "resolve" if controller == "bot" else "hand_back"
