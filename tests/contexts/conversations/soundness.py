"""What must hold in the database at any time, as queries that return the faults."""

from datetime import timedelta

from sqlalchemy import text

_RULES = {
    "an agent controls exactly when there is a current assignment of that agent": """
        SELECT c.id FROM conversation c
        LEFT JOIN assignment a ON a.conversation_id = c.id AND a.ended_at IS NULL
        WHERE {scope} AND (c.controller = 'agent') IS DISTINCT FROM (a.agent_id IS NOT NULL AND a.agent_id = c.agent_id)
    """,
    "who waits stands in line, in the conversation's queue, and nobody else does": """
        SELECT c.id FROM conversation c
        LEFT JOIN queue_entry e ON e.conversation_id = c.id AND e.left_at IS NULL
        WHERE {scope} AND ((c.controller = 'queue') IS DISTINCT FROM (e.id IS NOT NULL)
          OR (e.id IS NOT NULL AND (e.queue_id <> c.queue_id OR e.priority <> c.priority OR c.status <> 'open'
              OR c.waiting_since IS NULL)))
    """,
    "what is snoozed has a snooze and its timer, and nothing else has": """
        SELECT c.id FROM conversation c
        LEFT JOIN snooze s ON s.conversation_id = c.id AND s.ended_at IS NULL
        LEFT JOIN pending t ON t.kind = 'conversations.snooze' AND t.subject_id = c.id
        WHERE {scope} AND NOT ((c.status = 'snoozed') = (s.id IS NOT NULL)
          AND (c.status = 'snoozed') = (t.id IS NOT NULL) AND (c.status = 'snoozed') = (c.snoozed_until IS NOT NULL)
          AND (c.status <> 'snoozed' OR c.controller = 'agent'))
    """,
    "what is resolved has a resolution": """
        SELECT c.id FROM conversation c
        LEFT JOIN resolution r ON r.conversation_id = c.id AND r.reopened_at IS NULL
        WHERE {scope} AND NOT ((c.status = 'resolved') = (r.id IS NOT NULL)
          AND (c.status = 'resolved') = (c.resolved_at IS NOT NULL)
          AND (c.status <> 'resolved' OR (c.controller = 'bot' AND c.waiting_since IS NULL AND c.sla_kind IS NULL)))
    """,
    "nobody is filled beyond capacity": """
        SELECT s.agent_id FROM seat s
        WHERE s.capacity < (SELECT count(*) FROM conversation c WHERE c.agent_id = s.agent_id AND c.status = 'open')
                         + (SELECT count(*) FROM offer o WHERE o.agent_id = s.agent_id AND o.ended_at IS NULL)
    """,
    "messages are numbered 1, 2, 3 … without a gap": """
        SELECT c.id FROM conversation c WHERE {scope} AND EXISTS (
          SELECT 1 FROM message m WHERE m.conversation_id = c.id
          HAVING count(*) <> c.last_seq OR coalesce(max(seq), 0) <> c.last_seq)
    """,
    "an offer is of who waits, has its timer, and there is one": """
        SELECT o.id FROM offer o JOIN conversation c ON c.id = o.conversation_id
        LEFT JOIN queue_entry e ON e.id = o.queue_entry_id AND e.left_at IS NULL
        LEFT JOIN pending t ON t.kind = 'conversations.offer' AND t.subject_id = o.id
        WHERE {scope} AND o.ended_at IS NULL AND (c.controller <> 'queue' OR e.id IS NULL OR t.id IS NULL)
    """,
    "no timer without its offer": """
        SELECT t.id FROM pending t LEFT JOIN offer o ON o.id = t.subject_id AND o.ended_at IS NULL
        WHERE t.kind = 'conversations.offer' AND o.id IS NULL
    """,
    "who stands in line has a service-level clock until it is missed": """
        SELECT c.id FROM queue_entry e JOIN conversation c ON c.id = e.conversation_id
        LEFT JOIN pending t ON t.kind = 'conversations.service_level' AND t.subject_id = e.id
        WHERE {scope} AND ((e.left_at IS NULL AND e.sl_missed_at IS NULL) <> (t.id IS NOT NULL)
          OR e.left_at IS NULL AND (c.sla_kind IS DISTINCT FROM 'service_level'
              OR c.sla_missed_at IS DISTINCT FROM e.sl_missed_at))
    """,
    "a response clock runs exactly while an agent owes an answer": """
        SELECT c.id FROM conversation c
        LEFT JOIN pending t ON t.kind = 'conversations.response' AND t.subject_id = c.id
        WHERE {scope} AND ((coalesce(c.sla_kind, '') IN ('first_response', 'next_response') AND c.sla_missed_at IS NULL)
              <> (t.id IS NOT NULL)
          OR (c.controller = 'agent' AND c.status = 'open' AND c.waiting_since IS NOT NULL AND c.sla_kind IS NULL)
          OR (c.sla_kind IN ('first_response', 'next_response') AND (c.controller <> 'agent' OR c.status <> 'open')))
    """,
    "what the bot holds is watched for idleness, and an agent's where the queue says so": """
        SELECT c.id FROM conversation c JOIN queue q ON q.id = c.queue_id
        LEFT JOIN pending t ON t.kind = 'conversations.idle' AND t.subject_id = c.id
        WHERE {scope} AND (t.id IS NOT NULL) <>
          (c.status = 'open' AND (c.controller = 'bot' OR (c.controller = 'agent' AND q.idle_handback_s IS NOT NULL)))
    """,
    "who is there is listened for": """
        SELECT s.agent_id FROM seat s
        LEFT JOIN pending t ON t.kind = 'conversations.seat_lost' AND t.subject_id = s.agent_id
        WHERE (s.state <> 'offline') <> (t.id IS NOT NULL)
    """,
    "the state is the one of the current presence row": """
        SELECT s.agent_id FROM seat s LEFT JOIN presence p ON p.agent_id = s.agent_id AND p.until IS NULL
        WHERE p.state IS DISTINCT FROM s.state AND NOT (p.id IS NULL AND s.state = 'offline')
    """,
    "the latest hand-over led to the present controller": """
        SELECT c.id FROM conversation c WHERE {scope} AND c.controller <> coalesce(
          (SELECT to_controller FROM handover h WHERE h.conversation_id = c.id
           ORDER BY h.at DESC, h.id DESC LIMIT 1), 'bot')
    """,
    "unread counts what the customer wrote since the agent read": """
        SELECT c.id FROM conversation c WHERE {scope} AND c.unread > (SELECT count(*) FROM message m
          WHERE m.conversation_id = c.id AND m.role = 'customer' AND m.seq > c.agent_read_seq)
    """,
    "nobody has read what was not written": """
        SELECT c.id FROM conversation c
        WHERE {scope} AND greatest(c.agent_read_seq, c.customer_read_seq, c.customer_delivered_seq) > c.last_seq
    """,
}
_SETTLED = {
    "no offer to somebody who is not there": """
        SELECT o.id FROM offer o JOIN seat s USING (agent_id) WHERE o.ended_at IS NULL AND s.state <> 'online'
    """,
    "nobody waits while somebody free could take it": """
        SELECT c.id FROM conversation c JOIN queue_entry e ON e.conversation_id = c.id AND e.left_at IS NULL
        WHERE {scope} AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.conversation_id = c.id AND o.ended_at IS NULL)
          AND EXISTS (SELECT 1 FROM seat s JOIN seat_queue USING (agent_id) WHERE seat_queue.queue_id = c.queue_id
            AND s.state = 'online' AND s.left_at IS NULL AND s.capacity >
              (SELECT count(*) FROM conversation x WHERE x.agent_id = s.agent_id AND x.status = 'open')
              + (SELECT count(*) FROM offer o WHERE o.agent_id = s.agent_id AND o.ended_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.queue_entry_id = e.id AND o.agent_id = s.agent_id
              AND o.ended_at > :lately AND o.outcome IN ('refused', 'missed'))
            AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.conversation_id = c.id AND a.agent_id = s.agent_id
              AND a.ended_at > :lately AND a.end_reason IN ('transferred', 'requeued')))
    """,
}
_SCOPE = "c.queue_id = ANY(:queues)"
_PENDING = "WITH pending AS (SELECT * FROM timer WHERE fired_at IS NULL AND cancelled_at IS NULL) "


def _statement(rules):
    parts = [
        f"SELECT {n} AS n, found::text FROM ({query.format(scope=_SCOPE)}) AS q{n}(found)"
        for n, query in enumerate(rules.values())
    ]
    return text(_PENDING + " UNION ALL ".join(parts))


_ALWAYS, _AFTER_ROUTING = _statement(_RULES), _statement(_SETTLED)


async def faults(db, queue_ids, *, settled=False):
    """[(rule, id)] of everything that should not be. `settled`: routing has just run."""
    async with db.transaction() as tx:
        rules, statement = (_SETTLED, _AFTER_ROUTING) if settled else (_RULES, _ALWAYS)
        values = {"queues": list(queue_ids)}
        if settled:
            values["lately"] = tx.now - timedelta(seconds=60)
        rows = (await tx.execute(statement, values)).all()
    names = list(rules)
    return [(names[row.n], row.found) for row in rows]
