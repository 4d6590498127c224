"""Who writes from a phone number or an address that somebody is known by is that person, where the channel vouches."""

from dataclasses import replace

import pytest

from tandem.contexts.customers import api as customers
from tandem.kit.crypto import Keyring, Vault

PHONE = "13912340000"


@pytest.fixture
def by_phone(post, keyring: Keyring):
    """The made-up channel's senders are phone numbers, and personal data can be sealed."""
    post.channel.capabilities = replace(post.channel.capabilities, address="phone")
    post.db.vault = Vault(post.db, keyring)
    return post


async def _borrower(post, phone: str = PHONE, name: str = "张春梅") -> customers.Customer:
    async with post.db.transaction() as tx:
        made = await customers.recognise(tx, "web_signed", "demo", name, name=name, verified=True)
        await customers.note_personal(tx, made.id, "phone", phone, source="core")
        return made


async def _person_of(post, sender: str):
    async with post.db.transaction() as tx:
        found = await customers.by_identity(tx, "made_up", "main", sender)
        return found, await customers.canonical(tx, found.id)


async def test_who_is_known_by_the_number_is_that_person(by_phone):
    known = await _borrower(by_phone)
    await by_phone.hears("我这个月要还多少", sender=f"+86{PHONE}")
    await by_phone.take_in(f"+86{PHONE}")
    mine, person = await _person_of(by_phone, f"+86{PHONE}")
    assert person == known.id != mine.id
    async with by_phone.db.transaction() as tx:
        assert set(await customers.family(tx, known.id)) == {known.id, mine.id}


async def test_a_number_of_nobody_is_noted_as_proven(by_phone):
    await by_phone.hears("你好", sender=PHONE)
    await by_phone.take_in(PHONE)
    mine, _ = await _person_of(by_phone, PHONE)
    async with by_phone.db.transaction() as tx:
        assert [one.id for one in await customers.by_personal(tx, "phone", PHONE, checked=True)] == [mine.id]


async def test_who_shares_a_number_stays_apart(by_phone):
    await _borrower(by_phone)
    await _borrower(by_phone, name="张建国")
    await by_phone.hears("你好", sender=PHONE)
    await by_phone.take_in(PHONE)
    mine, person = await _person_of(by_phone, PHONE)
    assert person == mine.id


async def test_a_sender_that_nobody_vouches_for_is_a_stranger(by_phone):
    await _borrower(by_phone)
    await by_phone.hears("你好", sender=PHONE, proven=False)
    await by_phone.take_in(PHONE)
    mine, person = await _person_of(by_phone, PHONE)
    assert person == mine.id
    async with by_phone.db.transaction() as tx:
        assert mine.id not in [one.id for one in await customers.by_personal(tx, "phone", PHONE)]


async def test_who_was_parted_by_staff_is_not_joined_again(by_phone):
    known = await _borrower(by_phone)
    await by_phone.hears("你好", sender=PHONE)
    await by_phone.take_in(PHONE)
    mine, _ = await _person_of(by_phone, PHONE)
    async with by_phone.db.transaction() as tx:
        (merge,) = await customers.merges_of(tx, known.id)
        await customers.split(tx, merge.id, by_phone.admin, "不是同一个人")
    await by_phone.hears("还在吗", sender=PHONE, at=5)
    await by_phone.take_in(PHONE)
    assert (await _person_of(by_phone, PHONE))[1] == mine.id


async def test_a_service_number_is_nobodys(by_phone):
    await by_phone.hears("您的验证码……", sender="10086")
    await by_phone.take_in("10086")
    assert await by_phone.events() == [("done", None)]
