"""Templates: kept by administrators, chosen by agents when a reply window is closed; the bot's answers that wait."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.written.actions.forgetting import forget
from tandem.contexts.channels.written.models import outbox_table
from tandem.contexts.channels.written.ports import SendRefused, WindowClosed
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers

from .templated import BILL, OFFER, READY, Desk, desk_of


@pytest.fixture
async def desk(post) -> Desk:
    return await desk_of(post)


async def _talk(desk: Desk, text: str = "我这期该还多少") -> object:
    """A conversation that the agent holds, with a customer who is a borrower."""
    conversation_id = await desk.post.begin(text)
    await desk.bound(conversation_id)
    async with desk.post.db.transaction() as tx:
        await conversations.request_person(
            tx, conversation_id, Actor.system("test"), reason="asked_for_person"
        )
        await conversations.claim(tx, conversation_id, desk.agent)
    return conversation_id


async def test_a_template_is_made_changed_and_switched_off(desk):
    made = await desk.make(**BILL)
    async with desk.as_(desk.post.admin) as http:
        again = await http.post("/message-templates", json=BILL)
        assert (again.status_code, again.json()["code"]) == (409, "template_exists")
        bad = await http.post("/message-templates", json={**BILL, "key": "other", "text": "您好{{nobody}}"})
        assert (bad.status_code, bad.json()["code"]) == (422, "template_unfit")
        assert "nobody" in str(bad.json()["errors"])
        change = {key: BILL[key] for key in ("name", "purpose", "text", "fields")}
        changed = await http.put(
            f"/message-templates/{made}", json={**change, "text": BILL["text"] + "谢谢。"}
        )
        assert (changed.json()["version"], changed.json()["changed_by"]) == (2, desk.post.admin.label)
        same = await http.put(f"/message-templates/{made}", json={**change, "text": BILL["text"] + "谢谢。"})
        assert same.json()["version"] == 2
        versions = (await http.get(f"/message-templates/{made}/versions")).json()
        assert [one["version"] for one in versions] == [2, 1]
        off = (await http.post(f"/message-templates/{made}/off")).json()
        assert off["off_by"] == desk.post.admin.label
        assert (await http.post(f"/message-templates/{made}/on")).json()["off_at"] is None
        preview = await http.post("/message-template-previews", json={**_content(BILL), "kind": "made_up"})
        assert (
            preview.json()["text"]
            == "〔称呼〕您好，本期应还〔应还金额〕，还款日〔还款日〕。请保持账户余额充足。"
        )
        kinds = (await http.get("/message-template-kinds")).json()
        assert kinds[0]["kind"] == "made_up"
    async with desk.as_(desk.agent) as http:
        assert (await http.post("/message-templates", json=BILL)).status_code == 403


def _content(body):
    return {key: body[key] for key in ("text", "fields", "purpose")}


async def test_a_test_message_is_filled_in_and_sent_beside_the_outbox(desk):
    made = await desk.make(**READY)
    async with desk.as_(desk.post.admin) as http:
        path, to = f"/message-templates/{made}/test-message", {"recipient": "openid-9"}
        assert (await http.post(path, json=to)).status_code == 422
        told = {**to, "account_id": str(desk.post.account_id)}
        empty = await http.post(path, json=told)
        assert empty.json()["errors"][0]["field"] == "values.name"
        sent = await http.post(path, json={**told, "values": {"name": "王*欣"}})
    assert sent.json() == {"sent": True, "code": None, "detail": ""}
    assert desk.post.channel.sent[-1].template.key == "answer_ready"


async def test_free_text_into_a_closed_window_is_refused_and_nothing_is_kept(desk):
    conversation_id = await _talk(desk)
    assert (await desk.get(f"/conversations/{conversation_id}/reply-options"))["verdict"] == "free"
    too_long = await desk.says(conversation_id, "长" * 81)
    assert (too_long.status_code, too_long.json()["code"]) == (409, "reply_closed_too_many_parts")
    codes = [(await desk.says(conversation_id, f"第{n}句")).status_code for n in range(3)]
    assert codes == [201, 201, 409]  # two may go, also while they are on their way
    desk.post.clock.advance(timedelta(hours=48))
    before = await desk.transcript(conversation_id)
    refused = await desk.says(conversation_id, "您好，本期应还1280元")
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert refused.json()["code"] == "reply_closed_time_up"
    assert refused.json()["reply"] == {
        "verdict": "templates", "reason": "time_up", "until": "2026-11-22T02:00:00Z", "left": 0,
    }  # fmt: skip
    assert await desk.transcript(conversation_id) == before


async def test_the_same_reply_again_is_known_after_the_window_closed(desk):
    conversation_id = await _talk(desk)
    async with desk.as_(desk.agent) as http:
        body = {"client_id": "reply-0001", "text": "您好"}
        assert (await http.post(f"/conversations/{conversation_id}/messages", json=body)).status_code == 201
        desk.post.clock.advance(timedelta(hours=49))
        assert (await http.post(f"/conversations/{conversation_id}/messages", json=body)).status_code == 200


async def test_a_template_goes_out_after_the_window_with_the_ledgers_figures(desk):
    made, conversation_id = await desk.make(**BILL), await _talk(desk)
    desk.post.clock.advance(timedelta(hours=49))
    (offered,) = await desk.get(f"/conversations/{conversation_id}/reply-templates")
    shown = {one["key"]: (one["value"], one["locked"]) for one in offered["fields"]}
    assert shown == {
        "name": ("王*欣", False), "amount": ("1280.00元", True), "due": ("2026年12月5日", True),
        "more": ("请保持账户余额充足。", False),
    }  # fmt: skip
    forged = await desk.send(conversation_id, made, name="王*欣", amount="1.00元", more="谢谢")
    assert (forged.status_code, forged.json()["code"]) == (409, "template_figures_changed")
    missing = await desk.send(conversation_id, made, name="王*欣", more="两行\n不行")
    assert [one["field"] for one in missing.json()["errors"]] == ["values.more"]
    assert await desk.post.parts() == []
    sent = await desk.send(conversation_id, made, client_id="tmpl-0001", name="王*欣", more="谢谢")
    again = await desk.send(conversation_id, made, client_id="tmpl-0001", name="王*欣", more="谢谢")
    assert (sent.status_code, again.status_code) == (201, 200)
    assert sent.json()["text"] == "王*欣您好，本期应还1280.00元，还款日2026年12月5日。谢谢"
    assert sent.json()["payload"]["template"]["name"] == "还款提醒"
    await desk.go_out(conversation_id)
    assert await desk.post.parts() == [("sent", None)]
    out = desk.post.channel.sent[-1]
    assert (out.text, out.template.values["amount"]) == (sent.json()["text"], "1280.00元")
    assert set(desk.book.asked) == {"HS0001"}


async def test_without_the_ledger_no_figure_is_sent(desk):
    made, conversation_id = await desk.make(**BILL), await _talk(desk)
    desk.book.due_fen = 0
    (offered,) = await desk.get(f"/conversations/{conversation_id}/reply-templates")
    assert {one["missing"] for one in offered["fields"]} == {None, "nothing"}
    nothing = await desk.send(conversation_id, made, name="王*欣", more="谢谢")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "template_figures_nothing")
    desk.book.away = True
    away = await desk.send(conversation_id, made, name="王*欣", more="谢谢")
    assert (away.status_code, away.json()["code"]) == (503, "template_figures_away")
    stranger = await desk.post.begin("在吗")
    async with desk.post.db.transaction() as tx:
        customer = (await conversations.get(tx, stranger)).customer_id
        await customers.unbind(tx, customer, desk.post.admin, reason="other")
    desk.book.away = False
    unbound = await desk.send(stranger, made, name="客户", more="谢谢")
    assert (unbound.status_code, unbound.json()["code"]) == (409, "template_figures_not_bound")
    assert await desk.post.parts() == []


async def test_a_reply_whose_window_closed_before_it_went_has_failed_and_is_replaced(desk):
    made, conversation_id = await desk.make(**READY), await _talk(desk)
    said = (await desk.says(conversation_id, "您好，本期应还1280元")).json()
    desk.post.clock.advance(timedelta(hours=48))
    await desk.go_out(conversation_id)
    assert await desk.post.parts() == [("failed", "window_closed")]
    options = await desk.get(f"/conversations/{conversation_id}/reply-options")
    assert options["unsent"] == [{"message_id": said["id"], "state": "failed", "code": "window_closed"}]
    assert await desk.announce() == 0
    await desk.send(conversation_id, made, in_place_of=said["id"], name="王*欣")
    await desk.go_out(conversation_id)
    assert [state for state, _ in await desk.post.parts()] == ["dropped", "sent"]
    await desk.post.hears("好的", at=49 * 3600)
    await desk.post.take_in()
    await desk.post.deliver(conversation_id)
    assert desk.post.channel.texts == ["王*欣您好，您咨询的问题已有答复，回复任意文字即可查看。"]


async def test_templates_use_no_window_and_the_platforms_word_counts(desk):
    made, conversation_id = await desk.make(**READY), await _talk(desk)
    for _ in range(3):
        await desk.send(conversation_id, made, name="王*欣")
    await desk.go_out(conversation_id)
    assert (await desk.get(f"/conversations/{conversation_id}/reply-options"))["left"] == 2
    desk.post.channel.answers = [WindowClosed()]
    await desk.says(conversation_id, "在的")
    await desk.go_out(conversation_id)
    options = await desk.get(f"/conversations/{conversation_id}/reply-options")
    assert (options["verdict"], options["reason"]) == ("templates", "refused")
    desk.post.clock.advance(timedelta(minutes=1))
    await desk.post.hears("在吗", at=60)
    await desk.post.take_in()
    assert (await desk.get(f"/conversations/{conversation_id}/reply-options"))["verdict"] == "free"


async def test_the_bots_answer_waits_and_the_customer_is_told(desk):
    await desk.make(**READY)
    conversation_id = await desk.post.begin()
    await desk.bound(conversation_id)
    await desk.post.says(conversation_id, "您本期应还1280元。")
    desk.post.clock.advance(timedelta(hours=49))
    await desk.go_out(conversation_id)
    assert await desk.announce() == 1
    await desk.go_out(conversation_id)
    ready = "王*欣您好，您咨询的问题已有答复，回复任意文字即可查看。"
    assert desk.post.channel.texts == [ready]
    await desk.post.hears("查看", at=49 * 3600)
    await desk.post.take_in()
    await desk.post.deliver(conversation_id)
    assert desk.post.channel.texts == [ready, "您本期应还1280元。"]


@pytest.mark.parametrize("has_template", [False, True], ids=["no template", "the template did not arrive"])
async def test_an_answer_that_cannot_be_told_of_goes_to_a_person(desk, has_template):
    if has_template:
        await desk.make(**READY)
        desk.post.channel.answers = [SendRefused("not_following")]
    conversation_id = await desk.post.begin()
    await desk.post.says(conversation_id, "您本期应还1280元。")
    desk.post.clock.advance(timedelta(hours=49))
    await desk.go_out(conversation_id)
    await desk.announce()
    await desk.go_out(conversation_id)
    await desk.announce()
    conversation = await desk.post.conversation_of(conversation_id)
    assert conversation.controller == "queue"
    notes = [text for _, kind, text in await desk.transcript(conversation_id) if kind == "note"]
    assert len(notes) == 1
    assert "机器人的回答没有发出" in notes[0]
    assert ("held", "window_closed") in await desk.post.parts()


async def test_marketing_needs_a_consent_and_never_goes_at_night(desk):
    made, conversation_id = await desk.make(**OFFER), await _talk(desk)
    refused = await desk.send(conversation_id, made, name="王*欣")
    assert (refused.status_code, refused.json()["code"]) == (409, "marketing_refused")
    async with desk.post.db.transaction() as tx:
        customer = (await conversations.get(tx, conversation_id)).customer_id
        texts = {"zh-CN": ("营销", "同意接收营销信息"), "en": ("Marketing", "I agree to marketing")}
        version = await customers.publish_consent_text(tx, desk.post.admin, "marketing", texts)
        told = {"actor": desk.agent, "channel": "sms"}
        await customers.note_consent(tx, customer, "marketing", True, text_version=version, **told)
    assert (await desk.send(conversation_id, made, name="王*欣")).status_code == 201
    async with desk.post.db.transaction() as tx:  # withdrawn before it goes out
        await customers.note_consent(tx, customer, "marketing", False, **told)
    await desk.go_out(conversation_id)
    assert await desk.post.parts() == [("failed", "marketing_refused")]
    async with desk.post.db.transaction() as tx:
        await customers.note_consent(tx, customer, "marketing", True, text_version=version, **told)
    desk.post.clock.advance(timedelta(hours=11, minutes=30))  # 21:30 in Shanghai
    later = await desk.send(conversation_id, made, name="王*欣")
    assert (later.status_code, later.json()["code"]) == (409, "marketing_later")
    assert later.json()["not_before"] == "2026-11-21T01:00:00Z"
    (offered,) = await desk.get(f"/conversations/{conversation_id}/reply-templates")
    assert offered["refused"] == "marketing_later"


async def test_a_template_that_is_off_or_anothers_is_not_sent(desk):
    made, conversation_id = await desk.make(**READY), await _talk(desk)
    async with desk.as_(desk.post.admin) as http:
        await http.post(f"/message-templates/{made}/off")
    assert (await desk.send(conversation_id, made, name="王*欣")).json()["code"] == "template_off"
    assert await desk.get(f"/conversations/{conversation_id}/reply-templates") == []
    stranger = Actor("staff", desk.agent.id, "没有权限", frozenset())
    async with desk.as_(stranger) as http:
        path = f"/conversations/{conversation_id}/reply-templates"
        assert (await http.get(path)).status_code == 403


async def test_an_erased_customers_values_are_forgotten(desk):
    made, conversation_id = await desk.make(**READY), await _talk(desk)
    await desk.send(conversation_id, made, name="王*欣")
    await desk.go_out(conversation_id)
    async with desk.post.db.transaction() as tx:
        customer = (await conversations.get(tx, conversation_id)).customer_id
        await forget(tx, await customers.family(tx, customer))
        rows = (await tx.execute(select(outbox_table.c.text, outbox_table.c.template))).all()
        assert [tuple(row) for row in rows] == [("", None)]
        await tx.execute(update(outbox_table).values(state="sent"))
    closed = await desk.says(conversation_id, "您好")
    assert closed.json()["code"] == "reply_closed_no_recipient"
