"""Customers at the desk: found by a number, masked, in full for a reason, one person over several sessions."""

from typing import Any

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers

from .conftest import Desk, Lender

SYSTEM = Actor.system("test")


async def ask(desk: Desk, method: str, path: str, body: object = None, expect: int = 201) -> Any:
    answer = await desk.call(method, path, body)
    assert answer.status_code == expect, answer.text
    return answer.json() if answer.content else None


async def test_found_masked_merged_and_unmasked(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "admin")
    conversation, visitor = await lender.talk(says="我想改绑手机号")
    await lender.do(customers.bind, visitor.id, "B1001", proof="code", actor=SYSTEM)
    await lender.do(customers.note_personal, visitor.id, "phone", "13800138000", source="core")
    (found,) = await agent.get("/customers", q="138 0013 8000")
    assert (found["by"], found["borrowers"], found["masked"]) == (
        ["phone"],
        ["B1001"],
        {"phone": "138****8000"},
    )
    assert await agent.get("/customers", q="  ") == []
    path = f"/customers/{visitor.id}"
    (shown,) = await agent.get(f"{path}/personal")
    assert (shown["masked"], shown["can_unmask"]) == ("138****8000", False)
    body = {"kind": "phone", "reason": "call_back"}
    assert (await ask(agent, "POST", f"{path}/unmask", body, expect=403))["code"] == "forbidden"
    assert (await ask(boss, "POST", f"{path}/unmask", body, expect=200))["value"] == "13800138000"
    other = await lender.customer()
    family = await ask(agent, "POST", f"{path}/merges", {"gone_id": str(other.id), "reason": "同一部手机"})
    assert [one["id"] for one in family["members"]] == [str(visitor.id), str(other.id)]
    assert {one["kind"]: one["proof"] for one in family["members"][0]["identities"]} == {
        "web_anonymous": None,
        "borrower": "code",
    }
    undone = await ask(
        agent, "POST", f"/customer-merges/{family['merges'][0]['id']}/split", {"note": "看错了"}
    )
    assert undone["undone_by"] == agent.actor.name
    assert len((await agent.get(f"{path}/family"))["members"]) == 1
    listed = await boss.get("/conversations", q="+86 13800138000")
    assert [row["id"] for row in listed["items"]] == [str(conversation)]


async def test_restricted_is_for_few(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "admin")
    who = await lender.customer()
    path = f"/customers/{who.id}"
    assert (await ask(agent, "POST", f"{path}/restrictions", {"reason": "request"}, expect=403))[
        "code"
    ] == "forbidden"
    made = await ask(boss, "POST", f"{path}/restrictions", {"reason": "request", "note": "客户来信要求"})
    for part in ("personal", "family"):
        refused = await ask(agent, "GET", f"{path}/{part}", expect=403)
        assert refused["code"] == "customer_restricted"
        await boss.get(f"{path}/{part}")
    said = {"purpose": "marketing", "given": False, "channel": "phone", "evidence": "来电说明"}
    for method, part, body in (
        ("GET", "consents", None), ("POST", "consents", said), ("GET", "preferences", None),
        ("PUT", "preferences", {"contact_from": "09:00", "contact_until": "18:00"}),
    ):  # fmt: skip
        refused = await ask(agent, method, f"{path}/{part}", body, expect=403)
        assert refused["code"] == "customer_restricted"
        assert (await boss.call(method, f"{path}/{part}", body)).is_success
    await ask(boss, "POST", f"{path}/restrictions/{made['id']}/lift", expect=204)
    assert await agent.get(f"{path}/personal") == []
    (kept,) = await boss.get(f"{path}/restrictions")
    assert (kept["standing"], kept["lifted_by"]) == (False, boss.actor.name)


async def test_a_merge_of_somebody_restricted_is_shown_to_few(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "admin")
    kept, gone = await lender.customer(), await lender.customer()
    family = await ask(
        agent, "POST", f"/customers/{kept.id}/merges", {"gone_id": str(gone.id), "reason": "x"}
    )
    await ask(boss, "POST", f"/customers/{gone.id}/restrictions", {"reason": "request"})
    path = f"/customer-merges/{family['merges'][0]['id']}/split"
    assert (await ask(agent, "POST", path, {}, expect=403))["code"] == "customer_restricted"
    assert (await ask(boss, "POST", path, {}))["gone_id"] == str(gone.id)


async def test_a_restricted_conversation_is_for_few(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "admin")
    conversation, visitor = await lender.held(agent)
    path = f"/conversations/{conversation}"
    await agent.get(path)
    await ask(boss, "POST", f"/customers/{visitor.id}/restrictions", {"reason": "dispute"})
    for part in ("", "/messages", "/transcript"):
        assert (await ask(agent, "GET", path + part, expect=403))["code"] == "customer_restricted"
        assert (await boss.call("GET", path + part)).status_code == 200


async def test_conversations_of_all_sessions_stand_beside_each_other(lender: Lender) -> None:
    boss = await lender.desk("zhou", "admin")
    first, visitor = await lender.talk(says="我是王一")
    second, session = await lender.talk(says="还是我，换了手机")
    assert (await boss.get(f"/conversations/{second}"))["previous"] == []
    await lender.do(customers.merge, visitor.id, session.id, actor=SYSTEM, reason="x")
    (earlier,) = (await boss.get(f"/conversations/{second}"))["previous"]
    assert earlier["id"] == str(first)


async def test_a_copy_is_asked_for_and_fetched(lender: Lender) -> None:
    agent, boss = await lender.desk("lin"), await lender.desk("zhou", "admin")
    _, visitor = await lender.talk(says="请给我一份我的资料")
    path = f"/customers/{visitor.id}/privacy-requests"
    await ask(agent, "POST", path, {"kind": "export", "reason": "本人申请"}, expect=403)
    made = await ask(boss, "POST", path, {"kind": "export", "reason": "本人申请"}, expect=202)
    assert (await ask(boss, "GET", f"/privacy-requests/{made['id']}/copy", expect=410))["code"] == "copy_gone"
    job = next(job for job in lender.jobs if job.name == "customers.privacy")
    await job.handler({"request": made["id"]})
    copy = await boss.get(f"/privacy-requests/{made['id']}/copy", format="json")
    assert [line["text"] for line in copy["sections"]["conversations"]] == ["请给我一份我的资料"]
    page = await boss.call("GET", f"/privacy-requests/{made['id']}/copy")
    assert page.headers["content-disposition"].startswith("attachment")
    assert "请给我一份我的资料" in page.text
    (listed,) = await boss.get(path)
    assert (listed["state"], listed["failure"]) == ("done", None)
