"""Customers are written to in their language: the one they want, else that of the conversation, else the one in which
they came, else the house's."""

import orjson
import pytest

from tandem.contexts.channels.continuing.actions.offering import offer
from tandem.contexts.channels.sms.refusing import CONFIRM_JOB
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository.inbox import customer_of
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.i18n import pick

from .talking import MADE_UP


@pytest.mark.parametrize(
    ("wanted", "talk_in", "came_in", "house", "spoken"),
    [
        ("en", "zh-CN", "zh-CN", "zh-CN", "en"),
        (None, "en", "zh-CN", "zh-CN", "en"),
        (None, None, "en-GB", "zh-CN", "en"),
        (None, None, "en_US", "zh-CN", "en"),
        (None, None, None, "en", "en"),
        (None, None, "fr", "en", "zh-CN"),  # none of ours
    ],
)
async def test_which_language_is_spoken(post, wanted, talk_in, came_in, house, spoken):
    async with post.db.transaction() as tx:
        who = await customers.recognise(tx, "made_up", "main", "openid-1", locale=came_in)
        wish = customers.Preference(language=wanted)
        await customers.prefer(tx, who.id, wish, actor=post.admin)
        assert await customers.language(tx, who.id, talk_in, house=house) == spoken


def test_a_locale_may_be_written_as_systems_do():
    assert [pick(one) for one in ("zh_CN", "en_US", "en-GB;q=0.8,zh;q=0.9")] == ["zh-CN", "en", "zh-CN"]


async def wants_english(talk) -> None:
    await talk.do(customers.prefer, talk.customer.id, customers.Preference(language="en"), actor=talk.who)


async def test_the_question_and_the_greeting(talk):
    await wants_english(talk)
    await talk.presses(await talk.asks())
    texts = [one.text for one in await talk.messages("agent", "bot")]
    assert any(one.startswith("Shall we go on by") for one in texts)
    assert "Hello, we go on here with what we talked about. Just answer this message." in texts
    (question,) = [one for one in await talk.messages() if one.kind == "choice"]
    assert question.payload["options"][1]["label"] == "No, stay here"


async def test_what_an_adapter_is_told(talk):
    """And what a file that the channel cannot carry is called."""
    await wants_english(talk)
    await talk.agreed()
    await talk.answers("Your contract")
    await talk.goes_out()
    assert {one.locale for one in talk.post.channel.sent} == {"en"}


async def test_who_writes_first_has_a_conversation_in_their_language(post):
    await post.hears("hello", locale="en_US")
    await post.take_in()
    assert (await post.conversation()).context == {"locale": "en"}


@pytest.mark.parametrize("post", ["sms"], indirect=True)
async def test_a_refusal_is_confirmed_in_it(post):
    await post.hears("退订", sender="13900000000", locale="en")
    await post.take_in("13900000000")
    ((payload, _),) = await post.jobs(CONFIRM_JOB)
    async with post.db.transaction() as tx:
        assert await customer_of(tx, orjson.loads(payload)["event"]) is not None
    await post._job(CONFIRM_JOB)(orjson.loads(payload))
    assert post.channel.sent[0].text.startswith("You will get no more marketing")


async def test_staff_offer_in_the_customers_language_too(talk):
    await wants_english(talk)
    await talk.do(offer, Channels([talk.post.channel]), talk.id, *MADE_UP, talk.agent)
    found = await talk.do(conversations.get, talk.id)
    assert await talk.do(conversations.language_of, found) == "en"
