"""What people make of drafts, and that the customer hears the bot, once."""

from uuid import UUID

import pytest
from tests.contexts.bot.silent_seat.conftest import UNSURE, Shop, Talk

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.silent_seat.actions import approving, handing_on, looking
from tandem.contexts.bot.silent_seat.errors import DraftGone, DraftHeld, DraftNotFound, DraftOutdated
from tandem.contexts.bot.silent_seat.repository.figures import figures
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.errors import CapacityFull, NoSeat
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.errors import Forbidden
from tandem.kit.ids import new_id


async def _answer(shop: Shop, who: Actor, draft_id: UUID, **more: object) -> object:
    more.setdefault("client_id", new_id().hex)
    return await shop.do(approving.answer, shop.seat, who, draft_id, **more)


async def _other(talk: Talk, draft_id: UUID) -> dict[str, object]:
    return dict((await talk.draft(draft_id)).candidates[1])


async def test_approved_it_is_the_bots_message(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    shop.later(4)
    await _answer(shop, person, draft.id)
    message = (await talk.messages())[-1]
    assert (message.role, message.author_name, message.author_id) == ("bot", "小穗", None)
    assert message.text == draft.text
    assert message.payload["sources"][0]["entry_id"] == str(draft.entry_id)
    assert message.payload["feedback"] is True
    assert person.name not in str(message.wire())
    assert await talk.controller() == "bot"
    done = await talk.draft(draft.id)
    assert (done.state, done.decided_by_name, done.said_id) == ("approved", person.name, message.id)
    (turn,) = await talk.turns()
    assert (turn.action, turn.reason, turn.answer_id) == ("answer", "draft_approved", message.id)
    assert await shop.examples() == []
    assert await shop.fire() == 0  # no clock runs on
    assert [e.actor for e in await shop.happened("conversations.controller_changed")][-1] == person.label
    assert ("draft.approved", person.label) in await shop.audited()


async def test_edited_words_become_an_example(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    done = await _answer(shop, person, draft.id, text="您好，在App首页点“提前结清”就可以。 ")
    assert done.state == "edited"
    assert (await talk.said())[-1] == ("bot", "您好，在App首页点“提前结清”就可以。")
    (example,) = await shop.examples()
    assert (example.question, example.bot_text, example.outcome) == (UNSURE, draft.text, "edited")
    assert (example.person_text, example.by_id) == ("您好，在App首页点“提前结清”就可以。", person.id)


async def test_unchanged_words_are_an_approval(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    done = await _answer(shop, person, draft.id, text=f"  {draft.text}\n")
    assert done.state == "approved"


async def test_replaced_by_another_entry(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    other = await _other(talk, draft.id)
    done = await _answer(shop, person, draft.id, entry_id=UUID(str(other["entry_id"])))
    assert (done.state, str(done.said_entry_id)) == ("replaced", other["entry_id"])
    message = (await talk.messages())[-1]
    assert message.text == other["answer"]
    assert message.payload["sources"][0]["key"] == other["key"]
    (example,) = await shop.examples()
    assert (example.outcome, str(example.person_entry_id)) == ("replaced", other["entry_id"])


async def test_the_same_click_again_gives_the_first_result(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    first = await _answer(shop, person, draft.id, client_id="click-00001")
    again = await _answer(shop, person, draft.id, client_id="click-00001")
    assert again == first
    assert [role for role, _ in await talk.said()] == ["customer", "bot"]
    with pytest.raises(DraftGone):
        await _answer(shop, person, draft.id, client_id="click-00002")


async def test_the_second_person_is_told_who_was_faster(shop: Shop) -> None:
    one, two = await shop.person("甲"), await shop.person("乙")
    talk = await shop.talk()
    draft = await talk.drafted()
    await _answer(shop, one, draft.id)
    with pytest.raises(DraftGone) as refused:
        await _answer(shop, two, draft.id, text="别的话")
    assert refused.value.extra == {"state": "approved", "by": "甲", "why": None}


async def test_an_entry_changed_meanwhile_is_not_approved_blindly(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    other = await _other(talk, draft.id)
    await shop.do(knowledge.retire, Actor.system("test"), draft.entry_id)
    with pytest.raises(DraftOutdated):
        await _answer(shop, person, draft.id)
    await shop.do(knowledge.retire, Actor.system("test"), UUID(str(other["entry_id"])))
    with pytest.raises(DraftOutdated):
        await _answer(shop, person, draft.id, entry_id=UUID(str(other["entry_id"])))
    done = await _answer(shop, person, draft.id, text="我来为您说明：……")
    assert (done.state, done.said_entry_id) == ("edited", None)


async def test_taking_over_brings_the_draft_along(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    done = await shop.do(handing_on.take_over, person, draft.id)
    again = await shop.do(handing_on.take_over, person, draft.id)
    assert again == done
    conversation = await shop.world.get(talk.id)
    assert (conversation.controller, conversation.agent_id) == ("agent", person.id)
    moved = (await shop.happened("conversations.controller_changed"))[-1]
    assert moved.data["reason"] == "draft_taken_over"
    assert moved.data["evidence"]["draft"]["text"] == draft.text
    assert (await talk.turns())[-1].action == "handoff"


async def test_without_a_seat_or_a_place_nothing_is_taken_over(shop: Shop) -> None:
    full, trainer = await shop.person("满员", capacity=1), await shop.person("教练", "bot_trainer")
    for expected, who in ((None, full), (CapacityFull, full), (Forbidden, trainer)):
        talk = await shop.talk()
        draft = await talk.drafted()
        if expected is None:
            await shop.do(handing_on.take_over, who, draft.id)
            continue
        with pytest.raises((expected, NoSeat)):
            await shop.do(handing_on.take_over, who, draft.id)
        assert (await talk.draft(draft.id)).waiting
        assert await talk.controller() == "silent_seat"


async def test_handed_over_to_the_line(shop: Shop) -> None:
    trainer = await shop.person("教练", "bot_trainer")
    talk = await shop.talk()
    draft = await talk.drafted()
    await shop.do(handing_on.hand_over, trainer, draft.id)
    assert await talk.controller() == "queue"
    assert (await talk.draft(draft.id)).state == "handed_over"


async def test_a_look_keeps_others_off_for_a_while(shop: Shop) -> None:
    one, two = await shop.person("甲"), await shop.person("乙")
    talk = await shop.talk()
    draft = await talk.drafted()
    await shop.do(looking.look, shop.seat, one, draft.id)
    with pytest.raises(DraftHeld) as held:
        await shop.do(looking.look, shop.seat, two, draft.id)
    assert held.value.params == {"name": "甲"}
    shop.later(13)
    await shop.do(looking.look, shop.seat, two, draft.id)
    await shop.do(looking.stop_looking, two, draft.id)
    await shop.do(looking.look, shop.seat, one, draft.id)
    # Whoever looks: the first decision counts.
    await _answer(shop, two, draft.id)
    with pytest.raises(DraftGone):
        await shop.do(looking.look, shop.seat, one, draft.id)


async def test_editing_gives_more_time_once(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    shop.later(15)
    edited = await shop.do(looking.look, shop.seat, person, draft.id, editing=True)
    assert (edited.due_at - draft.opened_at).total_seconds() == 35
    shop.later(10)
    assert await shop.fire() == 0
    again = await shop.do(looking.look, shop.seat, person, draft.id, editing=True)
    assert again.due_at == edited.due_at
    shop.later(10)
    assert await shop.fire() == 1
    assert (await talk.draft(draft.id)).state == "expired"


async def test_strangers_see_nothing(shop: Shop) -> None:
    await shop.person()
    stranger = await shop.person("外人", "knowledge_editor", present=False)
    elsewhere = await shop.person("编外", "agent", present=False)
    talk = await shop.talk()
    draft = await talk.drafted()
    with pytest.raises(Forbidden):
        await _answer(shop, stranger, draft.id)
    nobody = Actor("staff", new_id(), "无队列", elsewhere.permissions)
    with pytest.raises(DraftNotFound):
        await _answer(shop, nobody, draft.id)
    with pytest.raises(DraftNotFound):
        await _answer(shop, elsewhere, new_id())


async def test_the_days_figures(shop: Shop) -> None:
    person = await shop.person()
    start = shop.world.clock.now()
    for more in ({}, {}, {"text": "我的话"}):
        draft = await (await shop.talk()).drafted()
        shop.later(4)
        await _answer(shop, person, draft.id, **more)
    left = await (await shop.talk()).drafted()
    await shop.do(looking.look, shop.seat, person, left.id)
    shop.later(21)
    await shop.fire()
    assert await shop.do(figures, person.id, start) == {
        "approved": 2, "edited": 1, "replaced": 0, "taken_over": 0, "handed_over": 0, "expired": 1,
        "median_s": 4.0,
    }  # fmt: skip


async def test_an_approved_answer_counts_as_given(shop: Shop) -> None:
    """Asked the same again, the customer gets a person, as after any answer of the bot."""
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    await _answer(shop, person, draft.id)
    assert await talk.ask("没用") is None
    assert await talk.controller() == "queue"
    assert (await talk.turns())[-1].reason == "not_helpful"


async def test_who_may_not_reply_cannot_use_another_door(shop: Shop) -> None:
    """A decided draft stays readable to who decided it, and to nobody else by that."""
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    await shop.do(conversations.request_person, talk.id, talk.customer, reason="asked_for_person")
    with pytest.raises(DraftGone) as gone:
        await _answer(shop, person, draft.id)
    assert gone.value.extra["state"] == "withdrawn"
