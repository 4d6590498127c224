"""When a customer is looked at again: each at a time of day of their own, so that a day's work is spread over it."""

from datetime import datetime, timedelta
from uuid import UUID

LASTS = timedelta(hours=36)
"""A prediction that was not made again by then is no longer shown: what it says is about days that pass."""
SOON = timedelta(seconds=60)
"""After something happened: many events at once are one look."""
AGAIN = timedelta(hours=1)
"""After a core that did not answer."""
_DAY = timedelta(days=1)


def next_slot(customer_id: UUID, now: datetime) -> datetime:
    """The customer's next time, at least half a day and less than one and a half days away."""
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    at = start + _DAY * (customer_id.int % 86_400 / 86_400)
    while at < now + _DAY / 2:
        at += _DAY
    return at


def first_slot(place: int, how_many: int, now: datetime, over: timedelta) -> datetime:
    """When a version is new: everybody within `over`, one after the other."""
    return now + over * (place / max(1, how_many))
