"""In which language somebody hears of an answer, when a text message may go out, and when to try again."""

from datetime import datetime, time, timedelta, tzinfo

from tandem.kit.i18n import SUPPORTED, pick

TRIES_FOR = timedelta(days=7)
"""How long it is tried to tell somebody who could not be reached."""
_FIRST, _LONGEST = timedelta(minutes=30), timedelta(hours=12)


def language(preferred: str | None, spoken: str | None, house: str) -> str:
    """What the customer chose, else what the conversation is held in, else the house's."""
    for wish in (preferred, spoken):
        if wish and pick(wish) in SUPPORTED:
            return pick(wish)
    return house


def not_before(now: datetime, zone: tzinfo, contact_from: str | None, contact_until: str | None) -> datetime:
    """When a text message may go out to somebody who wants to be contacted from `contact_from` to `contact_until`
    ("HH:MM", local): now, or when those hours begin next. None: at any time."""
    if contact_from is None or contact_until is None:
        return now
    here = now.astimezone(zone)
    clock = f"{here:%H:%M}"
    if contact_from <= clock < contact_until:
        return now
    later = here.date() if clock < contact_from else here.date() + timedelta(days=1)
    return datetime.combine(later, time.fromisoformat(contact_from), zone)


def next_try(tries: int, answered_at: datetime, now: datetime) -> datetime | None:
    """30 minutes, 1, 2, 4 … 12 hours after the last try, for a week; then nobody tries any more but people."""
    later = now + min(_LONGEST, _FIRST * (1 << min(tries, 10)))
    return later if later <= answered_at + TRIES_FOR else None
