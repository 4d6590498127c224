"""Whether something is done at this hour, and when it is."""

from dataclasses import dataclass
from datetime import datetime

from tandem.kit.calendar import Calendar


@dataclass(frozen=True)
class Opening:
    """`changes_at`: when it closes, or opens, next (None: never); `text`: the hours in words."""

    open: bool
    changes_at: datetime | None
    text: str


def opening(hours: Calendar, now: datetime, locale: str) -> Opening:
    open_ = hours.is_open(now)
    changes_at = hours.next_close(now) if open_ else hours.next_open(now)
    return Opening(open_, changes_at, hours.text(locale))
