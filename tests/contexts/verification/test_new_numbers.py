"""A number that a customer wants from now on: shown by a code to it, by who has just proven who they are."""

from dataclasses import replace

import pytest
from tests.contexts.conversations.conftest import world  # noqa: F401
from tests.contexts.verification.lender import LI, NOBODY, WANG
from tests.contexts.verification.test_verifying import Desk, desk, other_than  # noqa: F401

from tandem.contexts.verification import api
from tandem.contexts.verification.api import Challenge, Level


async def proven(desk: Desk) -> None:  # noqa: F811
    assert (await desk.try_code(await desk.ask(WANG), desk.phones.code(WANG))).ended == "proven"


async def to_new(desk: Desk, phone: str = NOBODY) -> Challenge:  # noqa: F811
    async with desk.world.db.transaction() as tx:
        challenge, outgoing = await desk.api.request_code(tx, desk.asker, purpose="new_phone", phone=phone)
    await desk.api.send(outgoing)
    return challenge


async def holds(desk: Desk, phone: str) -> bool:  # noqa: F811
    async with desk.world.db.transaction() as tx:
        return await desk.api.holds_number(tx, desk.asker.customer_id, desk.asker.session, phone)


async def test_a_code_to_the_new_number_shows_that_it_is_theirs_for_ten_minutes(desk: Desk) -> None:  # noqa: F811
    await proven(desk)
    assert (await holds(desk, WANG), await holds(desk, NOBODY)) == (True, False)
    challenge = await to_new(desk)
    assert (await desk.try_code(challenge, other_than(desk.phones.code(NOBODY)))).ended == "wrong"
    assert not await holds(desk, NOBODY)
    assert (await desk.try_code(challenge, desk.phones.code(NOBODY))).ended == "proven"
    assert await holds(desk, "+86 136-0000-0000")
    assert not await holds(await desk.another(customer_id=desk.asker.customer_id), NOBODY)
    assert (await desk.try_code(challenge, desk.phones.code(NOBODY))).ended == "used"
    desk.pass_by(minutes=10)
    assert not await holds(desk, NOBODY)


async def test_it_makes_nobody_fresh_and_binds_nobody(desk: Desk) -> None:  # noqa: F811
    """Somebody else's number, too: it is only shown to be in hand."""
    await proven(desk)
    challenge = await to_new(desk, LI)
    desk.pass_by(minutes=4)
    await desk.try_code(challenge, desk.phones.code(LI))
    assert desk.known.bound == {desk.asker.customer_id: "two_loans"}
    assert len(await desk.kept("verification_proof")) == 1
    desk.pass_by(minutes=6)
    assert await desk.level() is Level.BOUND


async def test_only_who_has_just_proven_themselves_has_it_sent(desk: Desk) -> None:  # noqa: F811
    for _ in ("a stranger", "proven too long ago"):
        with pytest.raises(api.VerificationNeeded) as refused:
            await to_new(desk)
        assert refused.value.extra == {"level": "fresh"}
        await proven(desk)
        desk.pass_by(minutes=11)
    assert [to for to, _, _ in desk.phones.sent] == [WANG, WANG]


async def test_who_is_somebody_else_by_then_shows_nothing(desk: Desk) -> None:  # noqa: F811
    await proven(desk)
    challenge = await to_new(desk)
    desk.known.bound[desk.asker.customer_id] = "one_loan"
    assert (await desk.try_code(challenge, desk.phones.code(NOBODY))).ended == "unknown"
    assert not await holds(desk, NOBODY)


async def test_where_no_codes_can_be_sent_it_is_taken_as_said(desk: Desk) -> None:  # noqa: F811
    silent = replace(desk.api, sender=None)
    async with desk.world.db.transaction() as tx:
        assert await silent.holds_number(tx, desk.asker.customer_id, desk.asker.session, NOBODY)


async def test_an_ended_session_has_proven_nothing(desk: Desk) -> None:  # noqa: F811
    """Nor does a code under way prove anything; another session of the same person goes on."""
    await proven(desk)
    other = await desk.another(customer_id=desk.asker.customer_id)
    desk.pass_by(minutes=2)
    assert (await other.try_code(await other.ask(WANG), desk.phones.code(WANG))).ended == "proven"
    challenge = await to_new(desk)
    async with desk.world.db.transaction() as tx:
        await desk.api.end(tx, desk.asker.customer_id, desk.asker.session)
        mine = await desk.api.level(tx, desk.asker.customer_id, desk.asker.session)
        theirs = await desk.api.level(tx, desk.asker.customer_id, other.asker.session)
    assert (mine, theirs) == (Level.PUBLIC, Level.FRESH)
    assert (await desk.try_code(challenge, desk.phones.code(NOBODY))).ended == "used"
