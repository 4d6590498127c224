"""退订 by text message: the consent is withdrawn, confirmed once, and no conversation begins."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import orjson
import pytest

from tandem.contexts.channels.api import may_promote
from tandem.contexts.channels.sms.refusing import CONFIRM_JOB
from tandem.contexts.channels.written.ports import SendLater, SendRefused
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.crypto import Vault

PHONE = "13900000000"
pytestmark = pytest.mark.parametrize("post", ["sms"], indirect=True)


async def refuses(post, text="退订", **more):
    await post.hears(text, sender=PHONE, **more)
    await post.take_in(PHONE)


async def confirm(post):
    """Run the confirmations that wait; how many."""
    waiting = await post.jobs(CONFIRM_JOB)
    for payload, _ in waiting:
        assert PHONE not in payload
        await post._job(CONFIRM_JOB)(orjson.loads(payload))
    return len(waiting)


async def asked(post):
    """The customer's last word on marketing, and their conversation."""
    async with post.db.transaction() as tx:
        customer = await customers.by_identity(tx, "sms", "main", PHONE)
        assert customer is not None
        said = await customers.consent(tx, customer.id, "marketing")
        return said, await conversations.latest_of_customer(tx, customer.id, "sms", "main")


async def consents(post):
    async with post.db.transaction() as tx:
        customer = await customers.recognise(tx, "sms", "main", PHONE)
        admin = post.admin
        texts = {"zh-CN": ("营销", "同意接收营销信息"), "en": ("Marketing", "I agree to marketing")}
        await customers.publish_consent_text(tx, admin, "marketing", texts)
        await customers.note_consent(
            tx, customer.id, "marketing", True, actor=admin, channel="web", text_version=1
        )
        return customer.id


async def test_withdrawn_with_evidence_and_confirmed_once(post):
    await refuses(post)
    said, conversation = await asked(post)
    assert (said.given, said.channel, said.evidence["account"]) == (False, "sms", "main")
    assert conversation is None
    assert await confirm(post) == 1
    assert [one.recipient for one in post.channel.sent] == [PHONE]
    assert "退订" in post.channel.sent[0].text
    await refuses(post, "TD")
    assert await confirm(post) == 0
    assert await post.events() == [("done", None), ("done", None)]


async def test_the_same_event_again_changes_nothing(post):
    for _ in range(3):
        post.numbers = 0
        await refuses(post)
    assert await confirm(post) == 1


async def test_it_stops_marketing_and_nothing_else(post):
    customer_id = await consents(post)
    zone = ZoneInfo("Asia/Shanghai")
    async with post.db.transaction() as tx:
        assert (await may_promote(tx, customer_id, zone)).verdict == "go"
    await refuses(post)
    async with post.db.transaction() as tx:
        assert (await may_promote(tx, customer_id, zone)).verdict == "refused"
    await post.hears("我的账单是多少", sender=PHONE)
    await post.take_in(PHONE)
    _, conversation = await asked(post)
    assert await post.texts(conversation.id) == ["我的账单是多少"]
    await post.says(conversation.id, "本期应还1200元。")
    await post.queue_out(conversation.id)
    await post.deliver(conversation.id)
    assert post.channel.texts[-1] == "本期应还1200元。"


async def test_it_counts_for_the_person_whose_number_it_is_until_they_agree_anew(post, keyring):
    """The number was nobody's when it first wrote, and two people have it now: none of them is merged with it."""
    await post.hears("你好", sender=PHONE)
    await post.take_in(PHONE)
    post.channel.capabilities = replace(post.channel.capabilities, address="phone")
    post.db.vault = Vault(post.db, keyring)
    await consents(post)
    async with post.db.transaction() as tx:
        people = [await borrower(tx, post, name) for name in ("张春梅", "张建国")]
        assert [await customers.consented(tx, one, "marketing") for one in people] == [True, True]
    await refuses(post, at=1)
    zone = ZoneInfo("Asia/Shanghai")
    async with post.db.transaction() as tx:
        assert [(await may_promote(tx, one, zone)).verdict for one in people] == ["refused", "refused"]
        said = await customers.consent(tx, people[0], "marketing")
        assert (said.channel, said.evidence["account"]) == ("sms", "main")
    assert await confirm(post) == 1
    await refuses(post, "T", at=2)
    assert await confirm(post) == 0
    async with post.db.transaction() as tx:
        await agrees(tx, post, people[0])
        assert [await customers.consented(tx, one, "marketing") for one in people] == [True, False]


async def borrower(tx, post, name: str):
    made = await customers.recognise(tx, "web_signed", "demo", name, name=name, verified=True)
    await customers.note_personal(tx, made.id, "phone", PHONE, source="core")
    await agrees(tx, post, made.id)
    return made.id


async def agrees(tx, post, customer_id) -> None:
    await customers.note_consent(
        tx, customer_id, "marketing", True, actor=post.admin, channel="web", text_version=1
    )


async def test_in_a_conversation_a_single_letter_is_an_answer_and_td_is_not(post):
    await post.hears("我要提前结清", sender=PHONE)
    await post.take_in(PHONE)
    await post.hears("N", sender=PHONE, at=1)
    await post.hears("TD", sender=PHONE, at=2)
    await post.take_in(PHONE)
    said, conversation = await asked(post)
    assert await post.texts(conversation.id) == ["我要提前结清", "N"]
    assert said.given is False


async def test_a_confirmation_that_the_gateway_refuses_ends_and_one_for_later_comes_again(post):
    await refuses(post)
    ((payload, _),) = await post.jobs(CONFIRM_JOB)
    post.channel.answers = [SendLater("gateway_away"), SendRefused("recipient_refused")]
    job = post._job(CONFIRM_JOB)
    with pytest.raises(SendLater):
        await job(orjson.loads(payload))
    await job(orjson.loads(payload))
    assert len({one.id for one in post.channel.sent}) == 1
