"""When to try again, when to give up, when to leave an endpoint alone."""

from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(days=1)
"""A delivery that could not be made for so long is dead, for a person to send again."""
REST_AFTER = timedelta(days=3)
"""An endpoint that took nothing for so long is put to rest."""
UNCERTAIN_AFTER = timedelta(seconds=60)
"""A sending that began so long ago and has no end was cut off: nobody knows whether it arrived."""
AT_ONCE = 4
"""So many deliveries are on their way to one endpoint at a time: one that hangs must not hold up the others'."""
_WAITS = tuple(
    timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 8 * 3600)
)
_JITTER = 0.2
_LONGEST_ASKED = timedelta(hours=1)
_PUT_OFF = timedelta(minutes=1)
# No answer at all: the endpoint's other lanes would only find out the same.
_SILENT = frozenset({"timeout", "connect", "tls", "name_unknown", "broken"})


def again_at(
    now: datetime, tried_since: datetime, tries: int, chance: float, asked: timedelta | None = None
) -> datetime | None:
    """When to try again after `tries` tries; None: give up. The waits grow from 5 s to 8 h, each up to a fifth shorter
    or longer (`chance` in 0…1) so that what failed together does not come back together; never sooner than the far end
    asked for, up to an hour. The last try is at the end of the day, whatever the waits say."""
    end = tried_since + GIVE_UP_AFTER
    if now >= end:
        return None
    wait: timedelta = _WAITS[min(tries, len(_WAITS)) - 1 if tries else 0]
    wait *= 1 + _JITTER * (2 * chance - 1)
    return min(end, now + max(wait, min(asked or timedelta(0), _LONGEST_ASKED)))


def put_off_until(error: str, now: datetime, at: datetime | None) -> datetime | None:
    """Until when all lanes leave an endpoint alone that did not answer one of them; None: go on."""
    if error not in _SILENT:
        return None
    return min(at or now + _PUT_OFF, now + _PUT_OFF)


def rests(now: datetime, failing_since: datetime | None) -> bool:
    """Whether an endpoint that just failed once more is left alone for good."""
    return failing_since is not None and now - failing_since >= REST_AFTER


def error_of(status: int) -> str | None:
    """What an answer means: None for a success, else `gone`, `redirect` or `status_<n>`."""
    if 200 <= status < 300:
        return None
    if status == 410:
        return "gone"
    return "redirect" if 300 <= status < 400 else f"status_{status}"
