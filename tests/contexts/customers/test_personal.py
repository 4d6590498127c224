"""Personal data: one form, sealed, masked, found by its blind, an identity only when verified."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tandem.contexts.customers import api
from tandem.contexts.customers.repository.personal import about
from tandem.contexts.customers.rules.personal import check_digit, masked, normalised
from tandem.kit.crypto import CannotOpen
from tandem.kit.db import Database
from tandem.kit.errors import Invalid, NotFound
from tandem.kit.ids import new_id

from .conftest import SYSTEM

ID = "11010519491231002X"  # the standard's own example


@pytest.mark.parametrize(
    ("kind", "typed", "form"),
    [
        ("phone", "138 0013 8000", "13800138000"),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("phone", "0086 13800138000", "13800138000"),
        ("phone", "8613800138000", "13800138000"),
        ("phone", "１３８００１３８０００", "13800138000"),
        ("phone", "(010) 6555-1234", "01065551234"),
        ("phone", "+86 (10) 6555 1234", "01065551234"),
        ("phone", "+852 2123 4567", "+85221234567"),
        ("phone", "00852 2123 4567", "+85221234567"),
        ("id_number", "11010519491231002x", ID),
        ("id_number", " 110105 19491231 002X ", ID),
        ("id_number", "１１０１０５１９４９１２３１００２Ｘ", ID),
        ("card", "6217 0000 1234 5678 901", "6217000012345678901"),
        ("email", " Zhang.San＠Example.COM ", "zhang.san@example.com"),
    ],
)
def test_one_form(kind: str, typed: str, form: str) -> None:
    assert normalised(kind, typed) == form
    assert normalised(kind, form) == form


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("phone", "", "bad_phone"),
        ("phone", "1380013800", "bad_phone"),
        ("phone", "138001380000", "bad_phone"),
        ("phone", "١٣٨٠٠١٣٨٠٠٠", "bad_phone"),
        ("phone", "一三八", "bad_phone"),
        ("phone", "1" * 5000, "bad_phone"),
        ("id_number", "110105491231002", "id_number_of_15"),
        ("id_number", "110105194912310021", "id_number_check_digit"),
        ("id_number", "11010519491331002X", "bad_id_number"),
        ("id_number", "1101051949123100XX", "bad_id_number"),
        ("card", "6217", "bad_card"),
        ("card", "6217-abcd-1234-5678", "bad_card"),
        ("email", "zhang.san", "bad_email"),
        ("email", "a@b@c.com", "bad_email"),
        ("email", "a b@c.com", "bad_email"),
        ("email", "x" * 250 + "@c.com", "bad_email"),
    ],
)
def test_refused_with_what_is_wrong_and_never_the_value(kind: str, typed: str, code: str) -> None:
    with pytest.raises(api.NotPersonal) as refused:
        normalised(kind, typed)
    assert refused.value.code == code
    assert not typed or typed not in str(refused.value)
    assert refused.value.fields == [("value", code)]


def test_an_unknown_kind() -> None:
    with pytest.raises(Invalid):
        normalised("shoe_size", "42")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13800135678", "138****5678"),
        ("phone", "01065551234", "010****1234"),
        ("phone", "+85221234567", "+85*****4567"),
        ("id_number", ID, "110***********002X"),
        ("card", "6217000012345678", "6217********5678"),
        ("email", "zhang.san@example.com", "z***@example.com"),
    ],
)
def test_masks(kind: str, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


@given(
    st.from_regex(
        r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True
    )
)
def test_one_wrong_digit_is_seen(first: str) -> None:
    whole = first + check_digit(first)
    assert normalised("id_number", whole) == whole
    wrong = ("1" if first[16] != "1" else "2").join([first[:16], whole[17]])
    with pytest.raises(api.NotPersonal):
        normalised("id_number", wrong)


@given(st.text(max_size=40), st.sampled_from(["phone", "id_number", "card", "email"]))
def test_whatever_is_typed(typed: str, kind: str) -> None:
    try:
        form = normalised(kind, typed)
    except api.NotPersonal:
        return
    assert normalised(kind, form) == form
    assert form not in masked(kind, form)


async def stored(db: Database) -> str:
    async with db.transaction() as tx:
        rows = await tx.execute(text("SELECT customer_personal::text FROM customer_personal"))
        identities = await tx.execute(text("SELECT customer_identity::text FROM customer_identity"))
        events = await tx.execute(text("SELECT data::text FROM event"))
        trail = await tx.execute(text("SELECT data::text FROM access_audit_entry"))
        return "\n".join(row for found in (rows, identities, events, trail) for row in found.scalars())


async def test_kept_sealed_and_shown_masked(sealing: Database, do, visitor) -> None:
    one = await visitor()
    noted = await do(api.note_personal, one.id, "phone", "+86 138 0013 8000", source="core", verified=True)
    assert (noted.masked, noted.verified_at is not None) == ("138****8000", True)
    await do(api.note_personal, one.id, "id_number", ID, source="core")
    assert await do(api.masked, one.id) == {"phone": "138****8000", "id_number": "110***********002X"}
    everything = await stored(sealing)
    for secret in ("13800138000", ID, b"13800138000".hex(), ID.encode().hex()):
        assert secret not in everything


async def test_a_new_phone_replaces_the_old_one_and_cards_add_up(do, visitor) -> None:
    one = await visitor()
    for phone in ("13800138000", "13900139000", "139-0013-9000"):
        await do(api.note_personal, one.id, "phone", phone, source="customer")
    for card in ("6217000011112222", "6217000033334444", "6217 0000 1111 2222"):
        await do(api.note_personal, one.id, "card", card, source="core")
    assert [p.masked for p in await do(api.personal_of, one.id) if p.kind == "phone"] == ["139****9000"]
    assert len([p for p in await do(api.personal_of, one.id) if p.kind == "card"]) == 2
    assert await do(api.by_personal, "phone", "13800138000") == []
    assert [found.id for found in await do(api.by_personal, "card", "6217000011112222")] == [one.id]


async def test_what_was_told_does_not_replace_what_was_proven(do, visitor) -> None:
    one = await visitor()

    async def note(phone: str, **known: bool) -> list[str]:
        await do(api.note_personal, one.id, "phone", phone, source="customer", **known)
        return [p.masked for p in await do(api.personal_of, one.id)]

    await note("13800138000", verified=True)
    assert await note("13900139001") == ["138****8000", "139****9001"]
    assert await note("13900139002") == ["138****8000", "139****9002"]  # told again: the newer word
    assert await do(api.masked, one.id) == {"phone": "138****8000"}
    assert [found.id for found in await do(api.by_personal, "phone", "13800138000")] == [one.id]
    assert await note("13900139002", verified=True) == ["139****9002"]  # now proven, and the other one over
    assert await note("13700137000", verified=True) == ["137****7000"]


async def test_two_at_once_leave_one_phone(do, visitor) -> None:
    one = await visitor()
    await asyncio.gather(
        *(do(api.note_personal, one.id, "phone", f"1380013800{n}", source="customer") for n in range(6))
    )
    assert len([p for p in await do(api.personal_of, one.id) if p.kind == "phone"]) == 1


async def test_a_family_shares_a_phone(do, visitor) -> None:
    mother, child, session = await visitor(), await visitor(), await visitor()
    for one in (mother, child):
        await do(api.note_personal, one.id, "phone", "13800138000", source="core")
    await do(api.merge, child.id, session.id, actor=SYSTEM, reason="x")
    await do(api.note_personal, session.id, "phone", "13800138000", source="customer")
    found = await do(api.by_personal, "phone", "0086 138 0013 8000")
    assert {one.id for one in found} == {mother.id, child.id}  # the session is the child
    assert await do(api.masked, session.id) == {"phone": "138****8000"}
    with pytest.raises(api.NotPersonal):
        await do(api.by_personal, "phone", "什么")


async def test_an_identity_only_when_verified_and_of_the_last_who_proved_it(
    sealing: Database, do, visitor
) -> None:
    first, second = await visitor(), await visitor()
    await do(api.note_personal, first.id, "phone", "13800138000", source="customer")

    async def whose() -> api.Customer | None:
        async with sealing.transaction() as tx:
            subject = (await tx.vault.blind(tx, "phone", "13800138000")).hex()
            found: api.Customer | None = await api.by_identity(tx, "phone", "any", subject)
            return found

    assert await whose() is None
    await do(api.note_personal, first.id, "phone", "13800138000", source="customer", verified=True)
    assert (await whose()).id == first.id  # type: ignore[union-attr]
    await do(api.note_personal, second.id, "phone", "13800138000", source="customer", verified=True)
    assert (await whose()).id == second.id  # type: ignore[union-attr]
    assert await do(api.canonical, first.id) == first.id  # a phone is no proof of being one person


async def test_refusals_leave_nothing(do, visitor) -> None:
    one = await visitor()
    for kind, value, source in (("phone", "12", "core"), ("phone", "13800138000", ""), ("x", "1", "core")):
        with pytest.raises(Invalid):
            await do(api.note_personal, one.id, kind, value, source=source)
    with pytest.raises(NotFound):
        await do(api.note_personal, new_id(), "phone", "13800138000", source="core")
    for n in range(20):
        await do(api.note_personal, one.id, "card", f"62170000111122{n:02}", source="core")
    with pytest.raises(Invalid):
        await do(api.note_personal, one.id, "card", "6217000099998888", source="core")
    assert set(await do(api.masked, one.id)) == {"card"}


async def test_a_value_opens_in_its_own_row_only(sealing: Database, do, visitor) -> None:
    for phone in ("13800138000", "13900139000"):
        await do(api.note_personal, (await visitor()).id, "phone", phone, source="core")
    async with sealing.transaction() as tx:
        rows = (await tx.execute(text("SELECT id, customer_id, sealed FROM customer_personal"))).all()
        (a, of_a, sealed_a), (b, of_b, _) = rows
        assert (await tx.vault.open(tx, sealed_a, about(a, of_a, "phone"))).startswith("13")
        for name in (about(b, of_b, "phone"), about(a, of_b, "phone"), about(a, of_a, "card")):
            with pytest.raises(CannotOpen):
                await tx.vault.open(tx, sealed_a, name)
        for broken in (b"", sealed_a[:-1], sealed_a[:-1] + bytes([sealed_a[-1] ^ 1]), b"\x02" + sealed_a[1:]):
            with pytest.raises(CannotOpen):
                await tx.vault.open(tx, broken, about(a, of_a, "phone"))


async def test_the_cores_word_replaces_what_was_proven(sealing: Database, do, visitor) -> None:
    """Also what another customer of the family proved, and nobody is known by the old number any more."""
    person, session = await visitor(), await visitor()
    await do(api.merge, person.id, session.id, actor=SYSTEM, reason="x")
    await do(api.note_personal, person.id, "phone", "13800138000", source="customer", verified=True)
    await do(api.note_personal, session.id, "phone", "13800138001", source="customer", verified=True)
    await do(api.note_personal, session.id, "phone", "13900139000", source="customer")
    noted = await do(api.note_personal, person.id, "phone", "13900139000", source="core")
    assert (noted.source, noted.masked) == ("core", "139****9000")
    for old in ("13800138000", "13800138001"):
        assert await do(api.by_personal, "phone", old) == []
        async with sealing.transaction() as tx:
            subject = (await tx.vault.blind(tx, "phone", old)).hex()
            assert await api.by_identity(tx, "phone", "any", subject) is None
    assert [one.id for one in await do(api.by_personal, "phone", "13900139000")] == [person.id]


async def test_what_the_core_says_too_is_the_cores(do, visitor) -> None:
    one = await visitor()
    await do(api.note_personal, one.id, "phone", "13900139000", source="customer")
    await do(api.note_personal, one.id, "phone", "13800138000", source="customer", verified=True)
    await do(api.note_personal, one.id, "phone", "13900139000", source="customer")
    assert (await do(api.note_personal, one.id, "phone", "13900139000", source="core")).source == "core"
    assert await do(api.masked, one.id) == {"phone": "139****9000"}
