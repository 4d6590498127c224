"""Addresses of customers at rest: no row has one in clear, and everything that needs one still has it."""

from dataclasses import replace

import orjson
import pytest
from sqlalchemy import func, select, text

from tandem.contexts.channels.api import ResealingAddresses, seal_addresses
from tandem.contexts.channels.sms.refusing import CONFIRM_JOB
from tandem.contexts.channels.written.actions.accepting import TAKE_IN_JOB
from tandem.contexts.channels.written.models import inbox_table, thread_table
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.crypto import Vault, rotate

from .test_forgetting import erased

PHONE = "13912340000"
pytestmark = pytest.mark.parametrize("post", ["sms"], indirect=True)


@pytest.fixture
def sealed(post, keyring):
    post.channel.capabilities = replace(post.channel.capabilities, address="phone")
    post.db.vault = Vault(post.db, keyring)
    return post


async def all_rows(post) -> str:
    """Everything in the database."""
    async with post.db.transaction() as tx:
        named = await tx.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
        rows = [(await tx.execute(text(f'SELECT * FROM "{name}"'))).all() for name in named.scalars().all()]
    return "\n".join(map(str, rows))


async def take_in_all(post) -> None:
    async with post.db.transaction() as tx:
        numbers = (await tx.execute(select(inbox_table.c.id).order_by(inbox_table.c.id))).scalars().all()
    for number in numbers:
        await post._job(TAKE_IN_JOB)({"event": number})


async def person(post, phone: str = PHONE) -> customers.Customer:
    async with post.db.transaction() as tx:
        found = await customers.by_identity(tx, "sms", "main", phone)
    assert found is not None
    return found


async def test_no_row_has_the_number_and_the_answer_reaches_it(sealed):
    for at, said in enumerate(["你好", "我要还款", "退订"]):
        await sealed.hears(said, sender=PHONE, at=at)
    assert PHONE not in await all_rows(sealed)
    await take_in_all(sealed)
    assert [state for state, _ in await sealed.events()] == ["done"] * 3
    who = await person(sealed)
    async with sealed.db.transaction() as tx:
        talk = await conversations.latest_of_customer(tx, who.id, "sms", "main")
    await sealed.says(talk.id, "本期应还1200元")
    await sealed.queue_out(talk.id)
    await sealed.deliver(talk.id)
    ((payload, _),) = await sealed.jobs(CONFIRM_JOB)
    await sealed._job(CONFIRM_JOB)(orjson.loads(payload))
    assert [one.recipient for one in sealed.channel.sent] == [PHONE, PHONE]
    assert PHONE not in await all_rows(sealed)
    async with sealed.db.transaction() as tx:
        kept = select(func.count()).where(inbox_table.c.sealed.is_not(None))
        assert (await tx.execute(kept)).scalar_one() == 0, "what was taken in and answered needs no address"


async def test_what_was_stored_in_clear_is_sealed_once_and_goes_on(post, keyring):
    await post.hears("你好", sender=PHONE)
    await take_in_all(post)
    await post.hears("在吗", sender=PHONE, at=1)
    assert PHONE in await all_rows(post)
    post.channel.capabilities = replace(post.channel.capabilities, address="phone")
    post.db.vault = Vault(post.db, keyring)
    assert await customers.seal_subjects(post.db) == 1
    assert await seal_addresses(post.db) == 3
    assert PHONE not in await all_rows(post)
    assert (await customers.seal_subjects(post.db), await seal_addresses(post.db)) == (0, 0)
    await post.hears("好的", sender=PHONE, at=2)
    await take_in_all(post)
    who = await person(post)
    async with post.db.transaction() as tx:
        talk = await conversations.latest_of_customer(tx, who.id, "sms", "main")
        thread = (await tx.execute(select(thread_table.c.recipient))).scalars().all()
    assert await post.texts(talk.id) == ["你好", "在吗", "好的"]
    assert len(thread) == 1


async def test_a_rotation_seals_addresses_anew(sealed):
    await sealed.hears("你好", sender=PHONE)
    await take_in_all(sealed)
    await sealed.hears("在吗", sender=PHONE, at=1)
    done = await rotate(sealed.db, [customers.Resealing(), ResealingAddresses()])
    assert done.resealed == 3  # the thread, what waits, and the number that the sender has proven
    async with sealed.db.transaction() as tx:
        keys = await ResealingAddresses().count(tx)
    assert keys == {done.key: 2}
    await take_in_all(sealed)
    assert [state for state, _ in await sealed.events()] == ["done"] * 2


async def test_a_note_and_a_refusal_of_somebody_erased_are_forgotten(sealed):
    await sealed.hears("关注", sender=PHONE, kind="note")
    await sealed.hears("退订", sender=PHONE, at=1)
    await sealed.hears("别人的", sender="13812340000")
    await take_in_all(sealed)
    for _ in range(2):
        await erased(sealed, (await person(sealed)).id)
        async with sealed.db.transaction() as tx:
            asked = select(inbox_table.c.sender, inbox_table.c.sealed).order_by(inbox_table.c.id)
            rows = (await tx.execute(asked)).all()
        assert [row.sender == "" for row in rows] == [True, True, False]
        assert all(row.sealed is None for row in rows)
