"""What may be written to a customer now: anything, only templates, or nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tandem.contexts.channels.written.capabilities import Capabilities

TEMPLATES_ONLY = "templates_only"
"""The setting of an account, in any channel, whose operator delivers approved texts alone."""
Verdict = Literal["free", "templates", "nothing"]
Reason = Literal[
    "time_up", "count_used", "refused", "never_wrote", "templates_only", "too_many_parts", "no_recipient",
    "channel_unknown",
]  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """What was said in a thread. `last_in_at`: when the customer wrote last; `sent`: messages that used the window
    since; `waiting`: messages that will; `refused_at`: when the channel itself said, after that, that it is closed.
    `reachable`: there is somebody to send to."""

    last_in_at: datetime | None
    sent: int = 0
    waiting: int = 0
    refused_at: datetime | None = None
    reachable: bool = True


@dataclass(frozen=True)
class Permit:
    """`until`: free text may be written until then; once it may not, since when. None where no clock runs. `left`: how
    many messages still may go (None: any number)."""

    verdict: Verdict
    reason: Reason | None = None
    until: datetime | None = None
    left: int | None = None


def shut_reason(found: Permit) -> str | None:
    """Why a conversation cannot go on there, as a code; None when it can."""
    if found.verdict == "free":
        return None
    return "templates_only" if found.reason == "templates_only" else "window_closed"


def permit(
    caps: Capabilities | None, now: datetime, spoken: Spoken, *, templates_only: bool = False, needs: int = 1
) -> Permit:
    """What may be written. `caps` None: nobody can send in this channel any more. `templates_only`: the account's
    operator delivers approved texts alone. `needs`: in how many messages the channel would carry what is to be said."""
    if caps is None:
        return Permit("nothing", "channel_unknown")
    if not spoken.reachable:
        return Permit("nothing", "no_recipient")
    otherwise: Verdict = "templates" if caps.templates is not None else "nothing"
    if templates_only:
        return Permit(otherwise, "templates_only")
    if caps.window is None:
        return Permit("free")
    if spoken.last_in_at is None:
        return Permit(otherwise, "never_wrote")
    ends = spoken.last_in_at + caps.window.lasts
    if now >= ends:
        return Permit(otherwise, "time_up", ends, 0)
    if spoken.refused_at is not None and spoken.refused_at >= spoken.last_in_at:
        return Permit(otherwise, "refused", spoken.refused_at, 0)
    if caps.window.messages is None:
        return Permit("free", None, ends)
    left = max(0, caps.window.messages - spoken.sent - spoken.waiting)
    if left == 0:
        return Permit(otherwise, "count_used", None, 0)
    if left < needs:
        return Permit(otherwise, "too_many_parts", ends, left)
    return Permit("free", None, ends, left)
