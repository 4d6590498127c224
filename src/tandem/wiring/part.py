"""What one subject of the product brings to a process: the composition puts parts together without looking inside."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from tandem.kit.events import Subscription
from tandem.kit.following import Follower
from tandem.kit.health import Check
from tandem.kit.jobs import Job
from tandem.kit.periodic import Periodic
from tandem.kit.timers import TimerHandler


@dataclass(frozen=True)
class Part:
    """`routers` with the path before them. The jobs of `subscriptions` are among `jobs`. `closing`: at the end.
    `hot`: routers that are tried before all others: a request is compared with one route after the other, and with
    hundreds of them that costs more than answering a callback."""

    routers: Sequence[tuple[str, APIRouter]] = ()
    hot: Sequence[tuple[str, APIRouter]] = ()
    subscriptions: Sequence[Subscription] = ()
    jobs: Sequence[Job] = ()
    timers: Mapping[str, TimerHandler] = field(default_factory=dict)
    periodic: Sequence[Periodic] = ()
    checks: Sequence[Check] = ()
    closing: Sequence[Callable[[], Awaitable[None]]] = ()
    # What every process holds in memory and keeps in step with the database: started before it serves, stopped after.
    following: Sequence[Follower] = ()
    # What endpoints find in `app.state`.
    state: Mapping[str, Any] = field(default_factory=dict)


def together(parts: Sequence[Part]) -> Part:
    """One part of many, in their order. Two that handle the same timer are a mistake of the composition: ValueError."""
    timers: dict[str, TimerHandler] = {}
    for part in parts:
        if twice := timers.keys() & part.timers.keys():
            raise ValueError(f"two parts handle the timers {sorted(twice)}")
        timers.update(part.timers)
    return Part(
        routers=[one for part in parts for one in part.routers],
        hot=[one for part in parts for one in part.hot],
        subscriptions=[one for part in parts for one in part.subscriptions],
        jobs=[one for part in parts for one in part.jobs],
        timers=timers,
        periodic=[one for part in parts for one in part.periodic],
        checks=[one for part in parts for one in part.checks],
        closing=[one for part in parts for one in part.closing],
        following=[one for part in parts for one in part.following],
        state={key: value for part in parts for key, value in part.state.items()},
    )
