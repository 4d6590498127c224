"""The timeline: fed by events once each, paged without jumps, and read by those who may see the customer."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, text

from tandem.contexts.conversations import api
from tandem.contexts.desktop.api import retell_timelines
from tandem.contexts.desktop.models import timeline_entry_table
from tandem.contexts.desktop.rules.noting import id_of
from tandem.kit.db import Database

from .conftest import SYSTEM, Desk, Lender
from .events import happened, tell, tell_together

_ALL = "SELECT id, subject, at, kind, ref, actor, data FROM timeline_entry ORDER BY id"


async def kinds(desk: Desk, who: UUID, **params: object) -> list[str]:
    return [one["kind"] for one in (await desk.get(f"/customers/{who}/timeline", **params))["items"]]


async def count(db: Database) -> int:
    async with db.transaction() as tx:
        return int((await tx.execute(text("SELECT count(*) FROM timeline_entry"))).scalar_one())


async def past(lender: Lender, who: UUID, lines: int) -> None:
    """So many lines, one a minute, the newest a minute old."""
    async with lender.db.transaction() as tx:
        rows = [
            {
                "id": id_of(f"test:{who}:{n}"), "subject": f"customer:{who}", "at": tx.now - timedelta(minutes=n + 1),
                "kind": "contact.rated", "data": {"score": n % 5 + 1},
            }
            for n in range(lines)
        ]  # fmt: skip
        await tx.execute(insert(timeline_entry_table), rows)


async def test_a_conversation_is_told_from_opening_to_rating(lender: Lender) -> None:
    agent = await lender.desk("lin")
    id_, who = await lender.held(agent)
    await lender.do(api.resolve, id_, agent.actor, api.WrapUp(summary="已说明还款日", solved=True))
    await lender.do(api.rate, id_, who, 5, "很好", [])
    assert await tell(lender.db) >= 5
    before = await count(lender.db)
    await tell(lender.db)
    assert await count(lender.db) == before, "told twice, kept once"
    async with lender.db.transaction() as tx:
        rows = (await tx.execute(text(_ALL))).all()
        await tx.execute(text("DELETE FROM timeline_entry"))
    await tell_together(lender.db)
    async with lender.db.transaction() as tx:
        assert (await tx.execute(text(_ALL))).all() == rows, "told together, the same is kept"
    page = await agent.get(f"/customers/{who.id}/timeline")
    assert [one["kind"] for one in page["items"]] == [
        "contact.rated", "contact.resolved", "contact.taken", "contact.to_person", "contact.opened",
    ]  # fmt: skip
    rated, resolved = page["items"][:2]
    assert rated["data"] == {"score": 5}
    assert resolved["actor"] == {"kind": "staff", "name": "Lin"}
    assert resolved["contact"]["summary"] == "已说明还款日"
    assert page["next"] is None


async def test_pages_do_not_jump_while_new_lines_arrive(lender: Lender) -> None:
    boss = await lender.desk("chen", "complaint_officer")
    who = await lender.customer()
    assert who.id is not None
    await past(lender, who.id, 25)
    path, seen, cursor = f"/customers/{who.id}/timeline", [], None
    while True:
        page = await boss.get(path, limit=7, **({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["items"]]
        await lender.do(
            api.open_conversation, customer_id=who.id, customer_name="x", customer_verified=False,
            channel=f"c{len(seen)}", account="demo", queue_key="general",
        )  # fmt: skip
        await tell(lender.db)
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [str(id_of(f"test:{who.id}:{n}")) for n in range(25)]
    assert (await kinds(boss, who.id, limit=3)) == ["contact.opened"] * 3


async def test_groups_filter_and_loans_are_for_who_may_read_them(lender: Lender) -> None:
    boss, reader = await lender.desk("chen", "complaint_officer"), await lender.desk("quinn", "qa", queues=[])
    who = await lender.customer()
    assert who.id is not None
    async with lender.db.transaction() as tx:
        rows = [
            {"id": id_of(kind), "subject": f"customer:{who.id}", "at": tx.now, "kind": kind}
            for kind in ("loan.payment_arrived", "tag.given", "contact.opened")
        ]
        await tx.execute(insert(timeline_entry_table), [{**row, "data": {}} for row in rows])
    assert sorted(await kinds(boss, who.id)) == ["contact.opened", "loan.payment_arrived", "tag.given"]
    assert await kinds(boss, who.id, group=["tag"]) == ["tag.given"]
    assert sorted(await kinds(boss, who.id, group=["tag", "loan"])) == ["loan.payment_arrived", "tag.given"]
    assert sorted(await kinds(reader, who.id)) == ["contact.opened", "tag.given"]
    assert await kinds(reader, who.id, group=["loan"]) == []
    bad = await boss.call("GET", f"/customers/{who.id}/timeline", params={"cursor": "zzz"})
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_cursor")


async def test_what_it_was_about_is_for_who_may_read_the_conversation(lender: Lender) -> None:
    """Two agents serve the same customer: each sees that the other did, and the own summary only."""
    other = await lender.do(api.create_queue, "complaint", "投诉")
    one, two = await lender.desk("lin", queues=[other]), await lender.desk("wu")
    id_, who = await lender.held(one, queue="complaint")
    await lender.do(api.resolve, id_, one.actor, api.WrapUp(summary="家里有困难"))
    second, _ = await lender.do(
        api.open_conversation, customer_id=who.id, customer_name="x", customer_verified=False, channel="app",
        account="demo", queue_key="general",
    )  # fmt: skip
    await lender.do(api.request_person, second.id, who, reason="asked_for_person")
    await lender.do(api.assign, second.id, SYSTEM, two.id, "")
    await tell(lender.db)
    lines = (await two.get(f"/customers/{who.id}/timeline"))["items"]
    told = {UUID(line["contact"]["conversation_id"]): line["contact"] for line in lines}
    assert told[id_]["readable"] is False
    assert told[id_]["summary"] is None
    assert "家里有困难" not in str(lines)
    assert told[second.id]["readable"] is True


async def test_retelling_writes_what_is_missing_and_nothing_twice(lender: Lender) -> None:
    agent = await lender.desk("lin")
    id_, who = await lender.held(agent)
    await lender.do(api.resolve, id_, agent.actor, api.WrapUp())
    await tell(lender.db)
    live = await kinds(agent, who.id)
    assert await retell_timelines(lender.db) == len(await happened(lender.db)) + 1
    assert await kinds(agent, who.id) == live
    async with lender.db.transaction() as tx:
        await tx.execute(text("DELETE FROM timeline_entry"))
    await retell_timelines(lender.db)
    assert await kinds(agent, who.id) == live
    async with lender.db.transaction() as tx:  # taken in from elsewhere: no event tells of it
        await tx.execute(text("DELETE FROM event"))
        await tx.execute(text("DELETE FROM timeline_entry"))
    await retell_timelines(lender.db)
    await retell_timelines(lender.db)
    assert await kinds(agent, who.id) == ["contact.resolved", "contact.opened"]
