"""Loading history: conversations that are over, by the thousand, by COPY."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from tandem.contexts.conversations.history import PastConversation, PastMessage
from tandem.contexts.conversations.repository import bulk
from tandem.kit.db import Tx
from tandem.kit.i18n import translate
from tandem.kit.ids import id_of

NewId = Callable[[datetime], UUID]


async def load_history(tx: Tx, conversations: Iterable[PastConversation]) -> int:
    """Take in conversations that are over, with messages, hand-overs, wrap-ups and ratings; how many messages there
    were. They are found by search and in lists like all others, but nothing is emitted: no clock runs, nobody is
    told, no bot answers. Ids of what belongs to a conversation follow from its own.

    One transaction of some thousand messages at a time; raises ValueError for one without messages, and whatever the
    database refuses (an id taken in before, a customer, seat or queue that is not there): nothing is kept then."""
    rows = bulk.Rows()
    for one in conversations:
        if not one.messages:
            raise ValueError(f"conversation {one.id} has no messages")
        _rows_of(rows, one, _ids(one.id))
    await bulk.copy(tx, rows)
    return len(rows.messages)


def _ids(of: UUID) -> NewId:
    """Ids that sort by time, the same for the same conversation."""
    count = 0

    def made(at: datetime) -> UUID:
        nonlocal count
        count += 1
        return id_of(at, int.from_bytes(blake2b(of.bytes + count.to_bytes(4), digest_size=10).digest()))

    return made


def _rows_of(rows: bulk.Rows, one: PastConversation, new_id: NewId) -> None:
    rows.conversations.append(bulk.conversation(one))
    for seq, message in enumerate(one.messages, 1):
        rows.messages.append(bulk.message(new_id(message.at), one.id, seq, message, text_of(message)))
    for handover in _handovers(one):
        rows.handovers.append((new_id(handover[0]), one.id, *handover))
    handling = one.handling
    if handling is not None:
        rows.entries.append(bulk.entry(new_id(handling.asked_at), one.id, handling))
        if handling.agent_id is not None:
            rows.assignments.append(bulk.assignment(new_id(handling.left_at), one, handling))
    rows.resolutions.append(bulk.resolution(new_id(one.ended_at), one))
    if one.score is not None:
        rated = one.rated_at or one.ended_at
        rows.ratings.append(bulk.rating(new_id(rated), one, rated))
    rows.labels += [(one.id, label, "system:history", one.ended_at) for label in one.labels]


def text_of(message: PastMessage) -> str:
    """What is stored: a system line's text comes from the catalogue."""
    return translate(f"system.{message.event}", "zh-CN", **message.data) if message.event else message.text


def _handovers(one: PastConversation) -> Iterator[tuple[datetime, str, str, str, str, str, str | None]]:
    """at, from, to, reason, evidence, by, by_name."""
    handling = one.handling
    if handling is None:
        yield one.ended_at, "bot", "bot", "resolved", "{}", "bot", None
        return
    who = f"customer:{one.customer_id}"
    yield handling.asked_at, "bot", "queue", handling.reason, "{}", who, one.customer_name
    if handling.agent_id is None:
        yield handling.left_at, "queue", "bot", "left_queue", "{}", who, one.customer_name
        yield one.ended_at, "bot", "bot", "resolved", "{}", "bot", None
        return
    agent = f"staff:{handling.agent_id}"
    yield handling.left_at, "queue", "agent", "accepted", "{}", agent, handling.agent_name
    yield one.ended_at, "agent", "bot", "resolved", "{}", agent, handling.agent_name
