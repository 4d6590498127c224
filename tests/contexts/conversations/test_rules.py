"""Pure rules by tables and properties."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.conversations.feed import ThreadFeed, Verdict
from tandem.contexts.conversations.rules.control import State, allowed, may_reopen, waits_for_answer
from tandem.contexts.conversations.rules.estimating import wait_estimate_s
from tandem.contexts.conversations.rules.routing import Seat, Waiting, match
from tandem.contexts.conversations.rules.service_level import Tally, service_level
from tandem.contexts.conversations.rules.visibility import Reader, may_read

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
QUEUE, OTHER = uuid4(), uuid4()


def seat(load=0, capacity=3, **more):
    return Seat(uuid4(), frozenset({QUEUE}), frozenset(), load, capacity, **more)


def waiting(minutes=0, priority=1, **more):
    return Waiting(uuid4(), uuid4(), QUEUE, priority, NOW + timedelta(minutes=minutes), **more)


def test_priority_before_arrival():
    early, urgent = waiting(0), waiting(5, priority=3)
    assert match([early, urgent], [seat(capacity=1)])[0].entry is urgent


def test_relative_load_then_longest_idle():
    veteran, novice = seat(load=4, capacity=10), seat(load=1, capacity=2)
    assert match([waiting()], [novice, veteran])[0].agent_id == veteran.agent_id
    rested, busy = seat(last_assigned_at=NOW - timedelta(hours=1)), seat(last_assigned_at=NOW)
    assert match([waiting()], [busy, rested])[0].agent_id == rested.agent_id


@pytest.mark.parametrize(
    "entry",
    [waiting(skills=frozenset({"complaint"})), Waiting(uuid4(), uuid4(), OTHER, 1, NOW)],
    ids=["skill missing", "queue not served"],
)
def test_unable_agents_get_nothing(entry):
    assert match([entry], [seat()]) == []


def test_who_declined_is_not_asked_again():
    agent = seat()
    assert match([waiting(declined_by=frozenset({agent.agent_id}))], [agent]) == []


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3)), max_size=30),
)
def test_matching_never_exceeds_capacity_and_wastes_no_place(seats, entries):
    able = [seat(load, capacity) for load, capacity in seats]
    line = [waiting(minutes, priority) for minutes, priority in entries]
    matches = match(line, able)
    for one in able:
        got = sum(m.agent_id == one.agent_id for m in matches)
        assert got <= one.free
    assert len(matches) == min(len(line), sum(s.free for s in able))
    assert len({m.entry.entry_id for m in matches}) == len(matches)


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally(), None),
        (Tally(answered=10, answered_in_time=8), 0.8),
        (Tally(answered=8, answered_in_time=8, abandoned=2), 0.8),
        (Tally(answered=8, answered_in_time=8, abandoned=2, short_abandons=2), 1.0),
        (Tally(answered=8, answered_in_time=4, flow_outs=5), 0.5),
    ],
)
def test_service_level_default_variant(tally, expected):
    assert service_level(tally) == expected


@pytest.mark.parametrize(
    ("position", "agents", "answered", "expected"),
    [(1, 0, 9, None), (0, 3, 9, None), (1, 1, 0, 300), (2, 4, 0, 150), (3, 2, 30, 90), (1, 5, 90, 30)],
)
def test_estimates(position, agents, answered, expected):
    assert (
        wait_estimate_s(
            position, agents_serving=agents, answered_lately=answered, lately_s=900, handle_time_s=300
        )
        == expected
    )


def test_actions_follow_state_and_permissions():
    me, other = uuid4(), uuid4()
    agent = frozenset({"conversations.reply", "conversations.claim"})
    boss = agent | {"conversations.takeover", "conversations.assign"}
    assert "reply" in allowed(State("open", "agent", me), me, agent)
    assert "claim" in allowed(State("open", "queue", None), me, agent)
    held = allowed(State("open", "agent", other), me, agent)
    assert not {"claim", "reply", "takeover"} & set(held)
    assert "takeover" in allowed(State("open", "agent", other), me, boss)
    assert "reopen" in allowed(State("resolved", "bot", None), me, agent)
    assert "reply" not in allowed(State("resolved", "bot", None), me, boss)


def test_reopen_window_is_a_day():
    assert may_reopen(NOW, NOW + timedelta(hours=24))
    assert not may_reopen(NOW, NOW + timedelta(hours=24, seconds=1))


def test_waiting_counts_from_the_first_unanswered_message():
    assert waits_for_answer(None, "customer", NOW) == NOW
    assert waits_for_answer(NOW, "customer", NOW + timedelta(minutes=1)) == NOW
    assert waits_for_answer(NOW, "system", NOW) == NOW
    assert waits_for_answer(NOW, "agent", NOW) is None
    assert [waits_for_answer(NOW, "bot", NOW, one) for one in ("bot", "queue", "agent")] == [None, NOW, NOW]


@given(st.permutations(list(range(1, 12))), st.integers(0, 11))
def test_the_feed_delivers_each_once_in_order_whatever_the_notices_do(order, start):
    """Notices in any order, twice over; on GAP the caller reads everything after `last`."""
    feed, sent = ThreadFeed(start), []
    present = set(range(1, start + 1))
    for seq in [*order, *order]:
        present.add(seq)
        match feed.judge(seq):
            case Verdict.DELIVER:
                sent.append(seq)
                feed.advance(seq)
            case Verdict.GAP:
                for found in sorted(n for n in range(1, 12) if n > feed.last):
                    sent.append(found)
                    feed.advance(found)
    assert sent == list(range(start + 1, 12))


def reader(scope, team=frozenset()):
    return Reader(UUID(int=1), scope, frozenset({QUEUE}), team)


@pytest.mark.parametrize(
    ("scope", "agent", "queue", "expected"),
    [
        ("all", UUID(int=9), OTHER, True),
        ("own", UUID(int=1), OTHER, True),
        ("own", None, QUEUE, True),
        ("own", None, OTHER, False),
        ("own", UUID(int=2), QUEUE, False),
        ("team", UUID(int=2), OTHER, True),
        ("team", UUID(int=3), OTHER, False),
        ("none", None, OTHER, False),
    ],
)
def test_who_sees_which_row(scope, agent, queue, expected):
    one = reader(scope, team=frozenset({UUID(int=2)}))
    assert may_read(one, queue_id=queue, agent_id=agent) is expected
