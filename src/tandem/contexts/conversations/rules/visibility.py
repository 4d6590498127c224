"""Which rows an actor may see, decided on a row in hand. The same rule as `repository.reading`'s SQL;
a test holds the two together."""

from collections.abc import Set
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Reader:
    """What an actor may see: `scope` own, team or all; `queue_ids` the queues served."""

    actor_id: UUID
    scope: str
    queue_ids: frozenset[UUID]
    team_agent_ids: frozenset[UUID]


def may_read(
    reader: Reader, *, queue_id: UUID, agent_id: UUID | None, involved: Set[UUID] = frozenset()
) -> bool:
    """Own: assigned to me, or without an agent in a queue I serve, or I held it before or was asked for help
    with it (`involved`).
    Team: also whatever my team holds. All: everything."""
    if reader.scope in ("all", "none"):
        return reader.scope == "all"
    if agent_id == reader.actor_id or reader.actor_id in involved:
        return True
    if agent_id is None and queue_id in reader.queue_ids:
        return True
    return reader.scope == "team" and agent_id is not None and agent_id in reader.team_agent_ids
