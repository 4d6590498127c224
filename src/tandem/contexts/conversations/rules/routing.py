"""Who gets which waiting conversation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """An entry in line. `skills` are those that the queue asks for; `declined_by` agents that
    refused or missed it lately and are not asked again while others could be."""

    entry_id: UUID
    conversation_id: UUID
    queue_id: UUID
    priority: int
    entered_at: datetime
    skills: frozenset[str] = frozenset()
    declined_by: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Seat:
    """An agent who is online: `load` counts open conversations and pending offers."""

    agent_id: UUID
    queue_ids: frozenset[UUID]
    skills: frozenset[str]
    load: int
    capacity: int
    last_assigned_at: datetime | None = None

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.load)


@dataclass(frozen=True)
class Match:
    entry: Waiting
    agent_id: UUID


def in_line(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The order of service: higher priority first, then who came first."""
    return sorted(waiting, key=lambda w: (-w.priority, w.entered_at, w.entry_id))


def match(waiting: Iterable[Waiting], seats: Sequence[Seat]) -> list[Match]:
    """Give each waiting conversation, in line order, to the least loaded able agent.

    Load is relative to capacity, so that a part-timer with two places is not filled before a veteran
    with ten; ties go to whom was assigned longest ago. Nobody is filled beyond capacity."""
    loads = {seat.agent_id: seat.load for seat in seats}
    matches: list[Match] = []
    free = sum(seat.free for seat in seats)
    for entry in in_line(waiting):
        if not free:
            break
        able = [
            seat
            for seat in seats
            if entry.queue_id in seat.queue_ids
            and entry.skills <= seat.skills
            and seat.agent_id not in entry.declined_by
            and loads[seat.agent_id] < seat.capacity
        ]
        if not able:
            continue
        best = min(
            able,
            key=lambda s: (loads[s.agent_id] / s.capacity, s.last_assigned_at or _NEVER, s.agent_id),
        )
        loads[best.agent_id] += 1
        free -= 1
        matches.append(Match(entry, best.agent_id))
    return matches
