"""Rehearsing: which past hand-overs a version of the strategies would have sent elsewhere. Nothing is changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tandem.contexts.conversations import api as conversations
from tandem.contexts.portraits import people
from tandem.contexts.portraits.repository import memberships
from tandem.contexts.portraits.rules.choosing import Matrix, choose, routed
from tandem.kit.db import Tx

MOST = 20_000
_EXAMPLES = 20


@dataclass(frozen=True)
class Elsewhere:
    """One hand-over that would have gone otherwise. Queues by key."""

    conversation_id: UUID
    at: datetime
    reason: str
    segment: str
    intent: str
    from_queue: str
    to_queue: str
    from_priority: int
    to_priority: int


@dataclass(frozen=True)
class Rehearsal:
    """`decided`: hand-overs for which a cell speaks; `moved` to another queue, `raised` in priority; `moves` counts
    (from, to); `cells` counts (segment, intent). `without_segments`: the customer was in no segment then."""

    since: datetime
    handovers: int
    cut: bool
    decided: int
    moved: int
    raised: int
    without_segments: int
    moves: Sequence[tuple[str, str, int]]
    cells: Sequence[tuple[str, str, int]]
    examples: Sequence[Elsewhere]


async def rehearse(tx: Tx, matrix: Matrix, days: int) -> Rehearsal:
    """Over the bot's hand-overs of the last `days` days, the newest 20,000 of them. Customers count as being in the
    segments that they were in then."""
    since = tx.now - timedelta(days=days)
    past = await conversations.past_handovers(tx, since, MOST)
    who = await people.canonicals(tx, {one.customer_id for one in past})
    were = await memberships.at_times(tx, [(who[one.customer_id], one.at) for one in past])
    moves: Counter[tuple[str, str]] = Counter()
    cells: Counter[tuple[str, str]] = Counter()
    examples: list[Elsewhere] = []
    without = raised = 0
    for one in past:
        segments = were.get((who[one.customer_id], one.at), {})
        without += not segments
        wanted = [str(x) for x in (one.evidence.get("intent"), one.reason) if x]
        found = choose(matrix, segments, wanted)
        if found is None:
            continue
        cells[found.segment, found.intent] += 1
        to = routed(found, one.reason, one.queue, one.priority)
        queue, priority = to.queue or one.queue, to.priority if to.priority is not None else one.priority
        raised += priority > one.priority
        if queue == one.queue and priority == one.priority:
            continue
        if queue != one.queue:
            moves[one.queue, queue] += 1
        if len(examples) < _EXAMPLES:
            examples.append(
                Elsewhere(
                    one.conversation_id, one.at, one.reason, found.segment, found.intent, one.queue, queue,
                    one.priority, priority,
                )
            )  # fmt: skip
    return Rehearsal(
        since, len(past), len(past) == MOST, sum(cells.values()), sum(moves.values()), raised, without,
        [(a, b, n) for (a, b), n in moves.most_common()], [(a, b, n) for (a, b), n in cells.most_common()], examples,
    )  # fmt: skip
