"""What a waiting customer is told."""

from math import ceil


def wait_estimate_s(
    position: int, *, agents_serving: int, answered_lately: int, lately_s: float, handle_time_s: float
) -> int | None:
    """Seconds until the customer at `position` (1 = next) is answered; None when nobody serves.

    With at least three answers in the last `lately_s` seconds the line moves as it moved then; otherwise
    each of the agents is taken to finish a conversation every `handle_time_s`. Rounded up to half minutes:
    a figure that pretends to know seconds is not believed."""
    if position < 1 or agents_serving < 1:
        return None
    pace = lately_s / answered_lately if answered_lately >= 3 else handle_time_s / agents_serving
    return max(30, ceil(position * pace / 30) * 30)
