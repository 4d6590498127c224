"""Lists, counts and search of the staff's API."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tandem.contexts.conversations import api

from .conftest import SYSTEM

SORTS = ["waiting", "newest", "oldest", "sla"]


async def spread(lender):
    """Times of the past, so that every row differs from the others."""
    async with lender.db.transaction() as tx:
        await tx.execute(
            text(
                "UPDATE conversation c SET updated_at = c.updated_at - n * interval '1 minute',"
                " waiting_since = CASE WHEN n % 3 = 0 THEN NULL ELSE c.opened_at - n * interval '1 minute' END,"
                " sla_due_at = CASE WHEN n % 2 = 0 THEN NULL ELSE c.opened_at + n * interval '1 minute' END"
                " FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM conversation) o WHERE o.id = c.id"
            )
        )


async def test_pages_have_neither_holes_nor_repeats_while_others_work(lender):
    boss = await lender.desk("zhou", "admin")
    talks = [(await lender.talk(says=None)) for _ in range(24)]
    for sort in SORTS:
        await spread(lender)
        await _page_through(lender, boss, talks, sort)


async def _page_through(lender, boss, talks, sort):
    busy = talks[::5]
    seen, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await boss.get("/conversations", view="all", sort=sort, limit=4, **more)
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
        await lender.write(*busy[len(seen) % len(busy)], "又一条")
        await lender.talk(says=None)
    untouched = {str(id_) for id_, _ in talks} - {str(id_) for id_, _ in busy}
    assert {id_: seen.count(id_) for id_ in untouched} == dict.fromkeys(untouched, 1)


@pytest.mark.parametrize(
    ("sort", "key", "down"),
    [("newest", "updated_at", True), ("oldest", "updated_at", False), ("waiting", "waiting_since", False)],
)
async def test_the_order_is_what_it_says(lender, sort, key, down):
    boss = await lender.desk("zhou", "admin")
    for _ in range(9):
        await lender.talk(says=None)
    await spread(lender)
    rows = (await boss.get("/conversations", sort=sort))["items"]
    keys = [row[key] for row in rows if row[key] is not None]
    assert keys == sorted(keys, reverse=down)
    if key == "waiting_since":
        # Who waits for nothing comes last.
        assert [row[key] is None for row in rows] == sorted(row[key] is None for row in rows)


async def test_counts_are_the_lengths_of_the_lists(lender):
    other = await lender.do(api.create_queue, "other", "投诉")
    team = await lender.team()
    agent = await lender.desk("li", team_id=team)
    colleague = await lender.desk("wu", team_id=team, queues=[other])
    readers = [
        agent,
        await lender.desk("zhou", "supervisor", team_id=team),
        await lender.desk("chen", "admin"),
    ]
    for desk, queue in ((agent, "general"), (colleague, "other")):
        await lender.held(desk, queue=queue)
        snoozed, _ = await lender.held(desk, queue=queue)
        until = lender.db.clock.now() + timedelta(hours=1)
        await lender.do(api.snooze, snoozed, desk.actor, until)
        done, _ = await lender.held(desk, queue=queue)
        await lender.do(api.resolve, done, desk.actor, api.WrapUp())
        await lender.waiting(queue=queue)
        await lender.talk(queue=queue)
    for me in readers:
        counts = await me.get("/conversations/counts")
        for view in ("mine", "unassigned", "all", "snoozed", "resolved"):
            assert counts[view] == len(await me.ids(view=view)), (me.actor.name, view)
        unassigned = (await me.get("/conversations", view="unassigned"))["items"]
        for queue in counts["queues"]:
            assert queue["waiting"] == sum(r["queue"]["id"] == queue["queue_id"] for r in unassigned)
    assert (await readers[2].get("/conversations/counts"))["all"] == 6


SEARCHES = [
    ("还款", True),
    ("提前还", True),
    ("款", True),
    ("APP", True),
    ("app", True),
    ("100%", True),
    ("a_b", True),
    ("a\\b", True),
    ("axb", False),
    ("100", True),
    ("还钱", False),
    ("%", True),
    ("__", False),
    ("没有这句话", False),
    ("\u0000还款\u0000", True),
    ("   还款  ", True),
]


async def test_search_finds_what_was_written_and_nothing_else(lender):
    boss = await lender.desk("zhou", "admin")
    id_, _ = await lender.talk(says="App里怎么提前还款？100%确定 a_b a\\b")
    await lender.talk(says="额度多少")
    for q, found in SEARCHES:
        assert await boss.ids(q=q) == [str(id_)] * found, q


async def test_search_finds_names_and_keeps_to_what_one_may_read(lender):
    other = await lender.do(api.create_queue, "other", "投诉")
    agent, stranger = await lender.desk("li"), await lender.desk("wu", queues=[other])
    id_, _ = await lender.talk(says="秘密的话")
    await lender.do(api.introduce, (await lender.do(api.get, id_)).customer_id, "欧阳小明", verified=True)
    for q in ("欧阳", "小", "秘密"):
        assert await agent.ids(q=q) == [str(id_)]
        assert await stranger.ids(q=q) == []


async def test_common_words_are_found_by_walking(lender, monkeypatch):
    from tandem.contexts.conversations.repository import searching

    monkeypatch.setattr(searching, "_MANY", 3)
    boss = await lender.desk("zhou", "admin")
    ids = {str((await lender.talk(says="怎么还款"))[0]) for _ in range(5)}
    assert set(await boss.ids(q="还款")) == ids


async def test_filters(lender):
    boss = await lender.desk("zhou", "admin")
    other = await lender.do(api.create_queue, "other", "投诉")
    label = (await boss.call("POST", "/labels", {"name": "VIP"})).json()
    here, _ = await lender.talk()
    there, _ = await lender.talk(queue="other")
    await lender.do(api.set_labels, here, SYSTEM, [UUID(label["id"])])
    await lender.do(api.set_priority, there, SYSTEM, "urgent")
    assert await boss.ids(queue_id=str(other)) == [str(there)]
    assert await boss.ids(label=label["id"]) == [str(here)]
    assert await boss.ids(priority="urgent") == [str(there)]
    assert await boss.ids(channel="app") == []
    row = (await boss.get("/conversations", label=label["id"]))["items"][0]
    assert row["labels"] == [label]
    li, wu = await lender.desk("li"), await lender.desk("wu")
    (mine, _), (theirs, _) = await lender.held(li), await lender.held(wu)
    assert await boss.ids(agent_id=str(wu.id)) == [str(theirs)]
    assert await li.ids(agent_id=str(wu.id)) == [], "a filter opens nothing that one may not read"
    assert await li.ids(agent_id=str(li.id)) == [str(mine)]


FAULTY = [
    {"cursor": "x"},
    {"cursor": "e30"},
    {"cursor": "WyIyMDI2IiwgIngiXQ"},
    {"cursor": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAxIl0"},
    {"limit": 0},
    {"limit": 201},
    {"limit": 10**30},
    {"view": "everything"},
    {"sort": "random"},
    {"queue_id": "7"},
    {"priority": "9"},
    {"q": "x" * 101},
    {"channel": "\u0000"},
]


async def test_faulty_questions_are_refused(lender):
    boss = await lender.desk("zhou", "admin")
    for params in FAULTY:
        answer = await boss.call("GET", "/conversations", params=params)
        assert answer.status_code == 422, (params, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_half_characters_in_the_address_do_no_harm(lender):
    boss = await lender.desk("zhou", "admin")
    for raw in ("q=%ED%A0%80", "q=%FF%FE", "channel=%ED%A0%80", "q=%00", "cursor=%ED%A0%80"):
        answer = await boss.call("GET", f"/conversations?{raw}")
        assert answer.status_code in (200, 422), (raw, answer.text)
