"""Blocking as staff do it: from the conversation, by those who may; lifted from the list."""

from sqlalchemy import text

from .conftest import Desk, Lender

DAY = {"reason": "abuse", "days": 1, "note": "连续辱骂坐席"}


async def block(desk: Desk, id_: object, body: dict | None = None):
    return await desk.call("POST", f"/conversations/{id_}/customer-block", body or DAY)


async def test_an_agent_blocks_and_a_supervisor_lifts(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "supervisor")
    id_, who = await lender.held(agent)
    assert "block" in (await agent.get(f"/conversations/{id_}"))["allowed"]
    made = await block(agent, id_)
    assert made.status_code == 201, made.text
    shown = (await agent.get(f"/conversations/{id_}"))["block"]
    assert shown["id"] == made.json()["id"]
    assert (shown["reason"], shown["by"], shown["note"], shown["standing"]) == (
        "abuse", "Lin", "连续辱骂坐席", True,
    )  # fmt: skip
    listed = (await boss.get("/customer-blocks"))["items"]
    assert [(one["id"], one["customer"]["id"], one["conversation_id"]) for one in listed] == [
        (shown["id"], str(who.id), str(id_))
    ]
    lifted = await boss.call("POST", f"/customer-blocks/{shown['id']}/lift", {"note": "已道歉"})
    assert (lifted.status_code, lifted.json()["lift"]["by"], lifted.json()["standing"]) == (
        201,
        "Zhou",
        False,
    )
    assert (await boss.get("/customer-blocks"))["items"] == []
    assert len((await boss.get("/customer-blocks", state="all"))["items"]) == 1
    assert (await agent.get(f"/conversations/{id_}"))["block"] is None
    again = await boss.call("POST", f"/customer-blocks/{shown['id']}/lift", {})
    assert (again.status_code, again.json()["code"]) == (409, "block_over")


async def test_only_who_serves_the_customer_or_may_lift_blocks(lender: Lender) -> None:
    agent, colleague = await lender.desk("lin"), await lender.desk("wu")
    boss, reader = await lender.desk("zhou", "supervisor"), await lender.desk("qa", "qa", queues=[])
    id_, _ = await lender.held(agent)
    assert (await block(colleague, id_)).status_code == 404, "another agent's conversation does not exist"
    assert (await block(reader, id_)).status_code in (403, 409)
    assert "block" not in (await reader.get(f"/conversations/{id_}"))["allowed"]
    waiting, _ = await lender.waiting()
    refused = await block(agent, waiting)
    assert refused.status_code == 403, "nobody's conversation yet: claim it first"
    assert (await block(boss, waiting)).status_code in (201, 404)
    assert (await block(agent, id_)).status_code == 201
    second = await block(agent, id_)
    assert (second.status_code, second.json()["code"]) == (409, "already_blocked")


async def test_for_good_takes_somebody_who_may_lift(lender: Lender) -> None:
    agent, officer = await lender.desk("lin"), await lender.desk("chen", "complaint_officer")
    id_, _ = await lender.held(agent)
    forever = {"reason": "threat", "days": None, "note": ""}
    refused = await block(agent, id_, forever)
    assert (refused.status_code, refused.json()["code"]) == (403, "block_for_good")
    made = await block(officer, id_, forever)
    assert (made.status_code, made.json()["until"]) == (201, None)


async def test_agents_see_no_list_and_lift_nothing(lender: Lender) -> None:
    agent = await lender.desk("lin")
    id_, _ = await lender.held(agent)
    made = (await block(agent, id_)).json()
    assert (await agent.call("GET", "/customer-blocks")).status_code == 403
    assert (await agent.call("POST", f"/customer-blocks/{made['id']}/lift", {})).status_code == 403


async def test_bad_blocks_are_refused(lender: Lender) -> None:
    agent = await lender.desk("lin")
    id_, _ = await lender.held(agent)
    for body in (
        {**DAY, "days": 30},
        {**DAY, "reason": "rude"},
        {"reason": "abuse"},
        {**DAY, "reason": "other", "note": ""},
    ):
        assert (await block(agent, id_, body)).status_code == 422
    assert (await agent.get(f"/conversations/{id_}"))["block"] is None


async def test_pages_of_the_list(lender: Lender) -> None:
    boss = await lender.desk("zhou", "supervisor")
    for _ in range(3):
        id_, _ = await lender.held(boss)
        assert (await block(boss, id_)).status_code == 201
    first = await boss.get("/customer-blocks", limit=2)
    rest = await boss.get("/customer-blocks", limit=2, cursor=first["next"])
    ids = [one["id"] for one in first["items"] + rest["items"]]
    assert len(set(ids)) == 3
    assert rest["next"] is None
    assert ids == sorted(ids, reverse=True)


async def test_the_product_tells_open_conversations(lender: Lender) -> None:
    """The wiring plugs the listener in: the job stands in line in the block's own transaction."""
    agent = await lender.desk("lin")
    id_, _ = await lender.held(agent)
    await block(agent, id_)
    async with lender.db.transaction() as tx:
        jobs = (await tx.execute(text("SELECT entrypoint FROM pgqueuer"))).scalars().all()
    assert "conversations.follow_block" in jobs


async def test_reading_the_list_and_blocking_are_audited(lender: Lender) -> None:
    boss = await lender.desk("zhou", "supervisor")
    id_, who = await lender.held(boss)
    await block(boss, id_)
    await boss.get("/customer-blocks")
    async with lender.db.transaction() as tx:
        query = text("SELECT action, subject FROM access_audit_entry WHERE actor = :a")
        rows = (await tx.execute(query, {"a": boss.actor.label})).all()
    seen = {(row.action, row.subject) for row in rows}
    assert ("customer.blocked", f"customer:{who.id}") in seen
    assert ("customer.blocks_read", "customer:blocks") in seen
