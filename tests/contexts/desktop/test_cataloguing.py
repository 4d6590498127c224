"""What an installation without the demo needs from its administrator: sites, wrap-up reasons, labels."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

NOBODY = str(UUID(int=1))
SITE = {"key": "shop", "name": "商城客服", "queue_key": "general"}


async def told(lender, subject: str) -> list[str]:
    async with lender.db.transaction() as tx:
        query = text("SELECT action FROM access_audit_entry WHERE subject = :s ORDER BY at, id")
        return list((await tx.execute(query, {"s": subject})).scalars())


async def config_in(admin, locale: str) -> dict[str, Any]:
    """What a visitor's page of the site gets."""
    asked = {"params": {"site": "shop"}, "headers": {"Accept-Language": locale}}
    config: dict[str, Any] = (await admin.http.get("/api/v1/web/config", **asked)).json()
    return config


async def test_a_site_is_founded_and_serves_its_visitors(lender):
    admin, agent = await lender.desk("zhou", "admin"), await lender.desk("li")
    assert (await agent.call("POST", "/sites", SITE)).status_code == 403
    words = {"greeting": "您好", "greeting_en": "Hello", "privacy_text": "会记录"}
    made = await admin.call("POST", "/sites", {**SITE, **words, "features": {"voice": False}})
    assert (made.status_code, made.json()["identity_key"]) == (201, None)
    assert (await admin.call("POST", "/sites", SITE)).json()["code"] == "site_exists"
    config, english = [await config_in(admin, locale) for locale in ("zh-CN", "en")]
    assert (config["greeting"], config["brand"]["title"]) == ("您好", "商城客服")
    assert (english["greeting"], english["privacy_text"]) == ("Hello", "会记录")
    assert (config["features"]["voice"], config["features"]["rating"]) == (False, True)
    changed = {"name": "商城", "queue_key": "general", "identity_mode": "both", "complaint_text": "请拨 400"}
    saved = (await admin.call("PUT", "/sites/shop", changed)).json()
    assert (saved["complaint_text"], saved["has_identity_key"], saved["greeting"]) == ("请拨 400", True, "")
    again = (await admin.call("PUT", "/sites/shop", changed)).json()
    assert len(saved["identity_key"]) >= 32
    assert again["identity_key"] is None
    renewed = (await admin.call("POST", "/sites/shop/identity-key")).json()["identity_key"]
    assert renewed not in (None, saved["identity_key"])
    assert "identity_key" not in (await admin.get("/sites"))["items"][0]
    assert await told(lender, "site:shop") == [
        "channel.site_created", "channel.site_changed", "channel.site_changed", "channel.site_key_renewed",
    ]  # fmt: skip


FAULTY = (
    ({"queue_key": "nowhere"}, "queue_key"),
    ({"allowed_origins": ["https://shop.example.com/path"]}, "allowed_origins"),
    ({"allowed_origins": ["https://a.example", "https://a.example"]}, "allowed_origins"),
    ({"logo_url": "javascript:alert(1)"}, "logo_url"),
    ({"faq": ["no-such-entry"]}, "faq"),
    ({"accent": "red"}, "accent"),
    ({"features": {"teleport": True}}, "features.teleport"),
    ({"key": "Shop!"}, "key"),
)


async def test_a_faulty_site_is_refused_whole(lender):
    admin = await lender.desk("zhou", "admin")
    for wrong, field in FAULTY:
        answer = await admin.call("POST", "/sites", {**SITE, **wrong})
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        assert any(field in one["field"] for one in answer.json()["errors"]), answer.text
    assert (await admin.get("/sites"))["items"] == []
    assert (await admin.call("PUT", "/sites/none", {"name": "x", "queue_key": "general"})).status_code == 404
    await admin.call("POST", "/sites", SITE)
    anonymous = await admin.call("POST", "/sites/shop/identity-key")
    assert anonymous.status_code == 422, "there is no key to renew"


async def test_wrap_up_reasons(lender):
    admin, agent = await lender.desk("zhou", "admin"), await lender.desk("li")
    path = "/settings/dispositions"
    group = {"code": "repay", "name": "还款", "name_en": "Repayment"}
    assert (await agent.call("POST", path, group)).status_code == 403
    assert (await agent.call("GET", path)).status_code == 403
    repay = (await admin.call("POST", path, group)).json()
    assert (await admin.call("POST", path, group)).json()["code"] == "disposition_exists"
    child = {"code": "repay_early", "name": "提前还款", "name_en": "Early", "parent_id": repay["id"]}
    early = (await admin.call("POST", path, child)).json()
    deeper = {**child, "code": "deeper", "parent_id": early["id"]}
    assert (await admin.call("POST", path, deeper)).json()["code"] == "disposition_too_deep"
    assert (await admin.call("POST", path, {**child, "code": "x", "parent_id": NOBODY})).status_code == 404
    late = (await admin.call("POST", path, {**child, "code": "late", "name": "逾期"})).json()
    assert (early["position"], late["position"]) == (0, 1)
    await admin.call("PATCH", f"{path}/{late['id']}", {"name": "逾期还款", "position": 0})
    await admin.call("PATCH", f"{path}/{early['id']}", {"position": 1})
    assert [d["name"] for d in await agent.get("/dispositions") if d["parent_id"]] == ["逾期还款", "提前还款"]
    id_, _ = await lender.held(agent)
    wrap_up = {"wrap_up": {"disposition_id": late["id"]}}
    assert (await agent.call("POST", f"/conversations/{id_}/resolution", wrap_up)).status_code == 201
    # A retired group takes along what is under it; old wrap-ups keep their words.
    await admin.call("PATCH", f"{path}/{repay['id']}", {"retired": True})
    assert await agent.get("/dispositions") == []
    assert [d["code"] for d in await admin.get(path) if d["retired"]] == ["repay"]
    assert (await agent.get(f"/conversations/{id_}"))["wrap_up"]["disposition"]["name"] == "逾期还款"
    await admin.call("PATCH", f"{path}/{repay['id']}", {"retired": False})
    assert len(await agent.get("/dispositions")) == 3
    assert (await admin.call("PATCH", f"{path}/{NOBODY}", {"name": "x"})).status_code == 404


async def test_lists_narrow_to_every_channel_there_is(lender):
    agent = await lender.desk("li")
    found = {one["kind"]: one["name"] for one in await agent.get("/channels")}
    assert found["web"] == "Web chat"
    assert found["letter"] == "Letters"


async def test_labels_are_renamed_and_removed_wherever_they_are(lender):
    boss, agent = await lender.desk("zhou", "supervisor"), await lender.desk("li")
    vip, other = [(await boss.call("POST", "/labels", {"name": n})).json() for n in ("贵宾", "其他")]
    id_, _ = await lender.held(agent)
    await agent.call("PUT", f"/conversations/{id_}/labels", {"label_ids": [vip["id"], other["id"]]})
    body = {"name": "重要客户", "color": "#cf1322"}
    assert (await agent.call("PUT", f"/labels/{vip['id']}", body)).status_code == 403
    assert (await boss.call("PUT", f"/labels/{vip['id']}", {"name": "其他"})).json()["code"] == "label_exists"
    assert (await boss.call("PUT", f"/labels/{vip['id']}", body)).status_code == 200
    assert (await boss.call("DELETE", f"/labels/{other['id']}")).status_code == 204
    carried = (await agent.get(f"/conversations/{id_}"))["labels"]
    assert [(x["name"], x["color"]) for x in carried] == [("重要客户", "#cf1322")]
    for method in ("PUT", "DELETE"):
        assert (await boss.call(method, f"/labels/{NOBODY}", body)).status_code == 404
