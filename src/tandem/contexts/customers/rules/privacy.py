"""Privacy: why data may be looked at, restricted, copied, erased."""

from datetime import datetime, timedelta

UNMASK_REASONS = ("call_back", "verification", "complaint", "dispute", "legal")
"""Why staff see a number in full: it goes into the audit trail, so it is a code."""
RESTRICTION_REASONS = ("request", "dispute", "law", "other")
NOTE_CHARS = 500
COPY_LIES = timedelta(days=7)
"""How long the copy of an export may be fetched."""


def copy_expires(now: datetime) -> datetime:
    """When an export made now is deleted."""
    return now + COPY_LIES
