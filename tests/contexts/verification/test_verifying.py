"""Codes against a real database: sent, tried, worn out, locked; and what is left behind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.contexts.conversations.conftest import START, World, world  # noqa: F401
from tests.contexts.customers.conftest import waits
from tests.contexts.verification.lender import LI, NOBODY, SHARED, WANG, Known, Telephones

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api as conversations
from tandem.contexts.verification import api, repository
from tandem.contexts.verification.api import Asker, Challenge, Checked, Codes, Level, Verification, outcome
from tandem.kit.errors import Forbidden, Invalid, TandemError
from tandem.kit.ids import new_id


@dataclass
class Desk:
    """A customer's session, and time that passes when told."""

    world: World
    asker: Asker
    known: Known = field(default_factory=Known)
    phones: Telephones = field(default_factory=Telephones)

    @property
    def api(self) -> Verification:
        return Verification(Codes(b"a root secret"), self.known, self.phones)

    async def another(self, **changes: Any) -> "Desk":
        """Another session; of another customer unless told."""
        if "customer_id" not in changes:
            changes["customer_id"] = (await self.world.customer()).id
        return replace(self, asker=replace(self.asker, session=new_id().hex, **changes))

    def pass_by(self, **time: float) -> None:
        self.world.clock.advance(timedelta(**time))

    async def ask(self, phone: str = WANG) -> Challenge:
        async with self.world.db.transaction() as tx:
            challenge, outgoing = await self.api.request_code(tx, self.asker, purpose="bind", phone=phone)
        await self.api.send(outgoing)
        return challenge

    async def try_code(self, challenge: Challenge, code: str) -> Checked:
        async with self.world.db.transaction() as tx:
            return await self.api.check_code(tx, challenge.id, code, self.asker)

    async def try_digits(self, digits: str, phone: str = WANG) -> Checked:
        async with self.world.db.transaction() as tx:
            return await self.api.match_id_digits(tx, self.asker, phone=phone, digits=digits)

    async def level(self) -> Level:
        async with self.world.db.transaction() as tx:
            return await self.api.level(tx, self.asker.customer_id, self.asker.session)

    async def kept(self, table: str) -> list[str]:
        async with self.world.db.transaction() as tx:
            return list((await tx.execute(text(f"SELECT row_to_json(t)::text FROM {table} t"))).scalars())


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:  # noqa: F811
    conversation, who = await world.conversation()
    assert who.id is not None
    return Desk(world, Asker(who.id, new_id().hex, "203.0.113.7", conversation.id))


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_the_right_code_proves_and_binds_and_is_fresh_for_ten_minutes(desk: Desk) -> None:
    challenge = await desk.ask()
    assert await desk.level() is Level.PUBLIC
    checked = await desk.try_code(challenge, f" {desk.phones.code()[:3]} {desk.phones.code()[3:]}")
    assert (checked.ended, desk.known.bound[desk.asker.customer_id]) == ("proven", "two_loans")
    assert await desk.level() is Level.FRESH
    desk.pass_by(minutes=10)
    assert await desk.level() is Level.BOUND
    desk.pass_by(hours=24)
    assert await desk.level() is Level.PUBLIC


async def test_a_stranger_s_number_looks_the_same_and_reaches_nobody(desk: Desk) -> None:
    challenge = await desk.ask(NOBODY)
    known = await (await desk.another()).ask(WANG)
    assert (challenge.masked, challenge.expires_at - challenge.resend_at) == (
        "136****0000", known.expires_at - known.resend_at,
    )  # fmt: skip
    assert [to for to, _, _ in desk.phones.sent] == [WANG]
    tries = [(await desk.try_code(challenge, f"{n:06}")).ended for n in range(5)]
    assert tries == ["wrong"] * 4 + ["locked"]


async def test_no_code_of_a_million_opens_a_number_that_nobody_has(desk: Desk) -> None:
    """The hash of the code that was never sent is there: knowing it must not help."""
    codes: list[str] = []

    class Watched(Codes):
        def new(self) -> str:
            codes.append(super().new())
            return codes[-1]

    watched = Verification(Watched(b"a root secret"), desk.known, desk.phones)
    async with desk.world.db.transaction() as tx:
        challenge, outgoing = await watched.request_code(tx, desk.asker, purpose="bind", phone=NOBODY)
    assert outgoing is None
    assert (await desk.try_code(challenge, codes[0])).ended == "wrong"


async def test_several_borrowers_with_one_number_are_sorted_out_by_a_person(desk: Desk) -> None:
    await desk.ask(SHARED)
    assert desk.phones.sent == []
    desk.known.bound[desk.asker.customer_id] = "one_loan"
    desk.pass_by(minutes=2)
    await desk.ask(SHARED)
    assert len(desk.phones.sent) == 1


async def test_whoever_is_bound_becomes_nobody_else(desk: Desk) -> None:
    desk.known.bound[desk.asker.customer_id] = "one_loan"
    await desk.ask(WANG)
    assert desk.phones.sent == []
    assert (await desk.try_digits("123X", WANG)).ended == "wrong"
    assert (await desk.try_digits("4567", LI)).ended == "proven"


async def test_a_binding_made_meanwhile_stands(desk: Desk) -> None:
    challenge = await desk.ask()
    desk.known.bound[desk.asker.customer_id] = "one_loan"
    assert (await desk.try_code(challenge, desk.phones.code())).ended == "unknown"
    assert desk.known.bound[desk.asker.customer_id] == "one_loan"
    kinds = [row.split('"kind":"')[1].split('"')[0] for row in await desk.kept("verification_attempt")]
    assert kinds == ["sent", "unknown"], "nothing was proven"


async def test_a_code_serves_once_and_its_own_session_alone(desk: Desk) -> None:
    challenge = await desk.ask()
    code = desk.phones.code()
    other_session = await desk.another(customer_id=desk.asker.customer_id)
    assert (await other_session.try_code(challenge, code)).ended == "unknown"
    assert (await (await desk.another()).try_code(challenge, code)).ended == "unknown"
    stolen = replace(desk, asker=replace(desk.asker, customer_id=(await desk.another()).asker.customer_id))
    assert (await stolen.try_code(challenge, code)).ended == "unknown"
    assert (await desk.try_code(challenge, code)).ended == "proven"
    assert (await desk.try_code(challenge, code)).ended == "used"
    assert [await one.level() for one in (other_session, stolen)] == [Level.PUBLIC, Level.PUBLIC]


async def test_a_later_code_takes_the_place_of_the_earlier_one(desk: Desk) -> None:
    first = await desk.ask()
    code = desk.phones.code()
    desk.pass_by(seconds=60)
    second = await desk.ask()
    assert (await desk.try_code(first, code)).ended == "used"
    assert (await desk.try_code(second, desk.phones.code())).ended == "proven"


async def test_a_code_is_good_for_five_minutes(desk: Desk) -> None:
    challenge = await desk.ask()
    desk.pass_by(minutes=5)
    assert (await desk.try_code(challenge, desk.phones.code())).ended == "expired"


async def test_wrong_codes_lock_for_a_time_and_a_lock_stops_everything(desk: Desk) -> None:
    challenge = await desk.ask()
    code = desk.phones.code()
    tries = [await desk.try_code(challenge, other_than(code)) for _ in range(5)]
    assert [(one.ended, one.left) for one in tries] == [
        ("wrong", 4), ("wrong", 3), ("wrong", 2), ("wrong", 1), ("locked", 0),
    ]  # fmt: skip
    assert (await desk.try_code(challenge, code)).ended == "locked"
    assert (await desk.try_digits("123X")).ended == "locked"
    # Somebody else's session with the same number, and this session with another number.
    for one, phone in ((await desk.another(address="198.51.100.1"), WANG), (desk, LI)):
        with pytest.raises(api.VerificationIsLocked) as refused:
            await one.ask(phone)
        assert refused.value.retry_after == pytest.approx(900)
    desk.pass_by(minutes=15)
    again = await desk.ask()
    assert (await desk.try_code(again, desk.phones.code())).ended == "proven"


async def test_parallel_guesses_do_not_outrun_the_lock(desk: Desk) -> None:
    challenge = await desk.ask()
    wrong = other_than(desk.phones.code())
    tries = await asyncio.gather(*(desk.try_code(challenge, wrong) for _ in range(8)))
    assert sorted(one.ended for one in tries) == ["locked"] * 4 + ["wrong"] * 4
    assert sum('"kind":"wrong"' in row for row in await desk.kept("verification_attempt")) == 5


async def test_a_new_code_asked_for_while_one_is_tried(desk: Desk) -> None:
    """Locks are taken in one order: neither waits for the other for ever."""
    challenge = await desk.ask()
    code = desk.phones.code()
    desk.pass_by(minutes=2)
    async with desk.world.db.transaction() as tx:
        await repository.one_at_a_time(tx, desk.asker.session)
        trying = asyncio.create_task(desk.try_code(challenge, code))
        await waits(desk.world.db)
        await desk.api.request_code(tx, desk.asker, purpose="bind", phone=WANG)
    assert (await trying).ended == "used"


async def test_floods_are_stopped_by_number_session_and_address(desk: Desk) -> None:
    await desk.ask()
    with pytest.raises(TandemError) as soon:
        await (await desk.another()).ask()
    assert (soon.value.code, soon.value.retry_after) == ("code_too_soon", pytest.approx(60))
    numbers = iter(f"135{n:08}" for n in range(100))
    for _ in range(4):
        await desk.ask(next(numbers))
    with pytest.raises(TandemError) as many:
        await desk.ask(next(numbers))
    assert many.value.code == "too_many_codes"
    for _ in range(25):
        await (await desk.another()).ask(next(numbers))
    with pytest.raises(TandemError) as flood:
        await (await desk.another()).ask(next(numbers))
    assert flood.value.code == "too_many_codes"
    await (await desk.another(address="198.51.100.1")).ask(next(numbers))


async def test_id_digits_are_enough_to_look_and_not_to_act(desk: Desk) -> None:
    assert (await desk.try_digits("1230")).ended == "wrong"
    assert (await desk.try_digits("0000", NOBODY)).ended == "wrong"
    assert (await desk.try_digits("123x")).ended == "proven"
    assert await desk.level() is Level.BOUND
    with pytest.raises(api.VerificationNeeded) as lacking:
        api.require(Level.FRESH, await desk.level())
    assert lacking.value.extra == {"level": "fresh"}
    with pytest.raises(api.BadIdDigits):
        await desk.try_digits("12")


async def test_digits_that_nobody_has_match_nobody(desk: Desk) -> None:
    desk.known.phones[NOBODY] = ["without_id"]
    with pytest.raises(api.BadIdDigits):
        await desk.try_digits("----", NOBODY)
    assert (await desk.try_digits("0000", NOBODY)).ended == "wrong"


async def test_neither_code_nor_number_is_left_anywhere(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.phones.away = True
    await desk.ask(LI)
    desk.phones.away = False
    desk.pass_by(minutes=2)
    challenge = await desk.ask()
    code = desk.phones.code()
    await desk.try_code(challenge, other_than(code))
    await desk.try_code(challenge, code)
    left = [
        row
        for table in ("event", "access_audit_entry", "verification_challenge", "verification_attempt",
                      "verification_proof", "pgqueuer", "message")
        for row in await desk.kept(table)
    ]  # fmt: skip
    assert len(left) > 8
    for secret in (code, other_than(code), WANG, LI):
        assert not [row for row in left if f'"{secret}"' in row or f" {secret}" in row]
        assert secret not in caplog.text
    outgoing = api.Outgoing(WANG, code, "k", "bind")
    assert (WANG in repr(outgoing), code in repr(outgoing)) == (False, False)


async def test_what_was_done_is_audited(desk: Desk) -> None:
    challenge = await desk.ask()
    await desk.try_code(challenge, other_than(desk.phones.code()))
    await desk.try_code(challenge, desk.phones.code())
    actions = [row.split('"action":"')[1].split('"')[0] for row in await desk.kept("access_audit_entry")]
    assert actions == ["verification.failed", "verification.proven"]
    events = [row for row in await desk.kept("event") if "verification.proven" in row]
    assert len(events) == 1
    assert str(desk.asker.conversation_id) in events[0]


async def test_the_site_s_word_binds_and_its_fresh_word_is_fresh(desk: Desk) -> None:
    customer_id, session = desk.asker.customer_id, desk.asker.session
    desk.known.signed[customer_id] = "two_loans"
    assert await desk.level() is Level.BOUND
    async with desk.world.db.transaction() as tx:
        old = await desk.api.signed_in(tx, customer_id, session, tx.now - timedelta(minutes=10))
        assert old is None
        await desk.api.signed_in(tx, customer_id, session, tx.now - timedelta(minutes=4))
    assert await desk.level() is Level.FRESH
    desk.pass_by(minutes=6)
    assert await desk.level() is Level.BOUND


async def test_where_there_are_no_sessions_the_conversation_stands_for_one(desk: Desk) -> None:
    agent = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))

    async def opened(account: str) -> UUID:
        async with desk.world.db.transaction() as tx:
            made, _ = await conversations.open_conversation(
                tx, customer_id=desk.asker.customer_id, customer_name="访客", customer_verified=False,
                channel="wechat", account=account, queue_key="general",
            )  # fmt: skip
        return made.id

    here, elsewhere = await opened("one"), await opened("other")
    async with desk.world.db.transaction() as tx:
        await desk.api.vouch(tx, agent, here, "two_loans", how="call_back")
        assert (await desk.api.of_conversation(tx, here)).level is Level.FRESH
        assert (await desk.api.of_conversation(tx, elsewhere)).level is Level.PUBLIC
    assert await desk.level() is Level.PUBLIC, "nor anywhere else"


async def test_an_agent_vouches_for_the_session_that_writes(desk: Desk) -> None:
    agent = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))
    conversation_id, session = desk.asker.conversation_id, desk.asker.session
    assert conversation_id is not None

    async def vouch(actor: Actor, borrower: str = "two_loans") -> None:
        async with desk.world.db.transaction() as tx:
            await desk.api.vouch(tx, actor, conversation_id, borrower, how="call_back")

    with pytest.raises(Forbidden):
        await vouch(Actor("staff", new_id(), "质检", permissions_of(["qa"])))
    with pytest.raises(TandemError, match="borrower_unknown"):
        await vouch(agent, "two_loams")
    with pytest.raises(TandemError, match="no_session"):
        await vouch(agent)
    async with desk.world.db.transaction() as tx:
        who = Actor.customer(desk.asker.customer_id, "")
        await conversations.receive(
            tx, conversation_id, who, client_id=new_id().hex, text="在吗", payload={"session": session}
        )
    await vouch(agent)
    assert await desk.level() is Level.FRESH
    async with desk.world.db.transaction() as tx:
        assert (await desk.api.of_conversation(tx, conversation_id)).level is Level.FRESH
    assert f'"by":"{agent.id}"' in (await desk.kept("verification_proof"))[0]
    with pytest.raises(Invalid, match="bound_to_another"):
        await vouch(agent, "one_loan")
    async with desk.world.db.transaction() as tx:
        await desk.api.withdraw(tx, agent, conversation_id, "wrong_number", "输错了客户编号")
        assert (await desk.api.of_conversation(tx, conversation_id)).level is Level.PUBLIC
    assert any("call_back" in row for row in await desk.kept("access_audit_entry"))


@pytest.mark.parametrize("phone", ["1390000", "abc", "13900000000x"])
async def test_what_is_no_number_is_said_so(desk: Desk, phone: str) -> None:
    with pytest.raises(api.BadPhone):
        await desk.ask(phone)


async def test_without_a_sender_codes_are_not_offered(desk: Desk) -> None:
    silent = replace(desk.api, sender=None)
    assert (desk.api.reach, silent.reach) == (Level.FRESH, Level.BOUND)
    async with desk.world.db.transaction() as tx:
        with pytest.raises(api.NoCodeSender):
            await silent.request_code(tx, desk.asker, purpose="bind", phone=WANG)


@pytest.mark.parametrize(
    ("checked", "code"),
    [
        (Checked("wrong", left=3), "wrong_code"), (Checked("expired"), "code_expired"),
        (Checked("used"), "code_used"), (Checked("unknown"), "challenge_not_found"),
    ],
)  # fmt: skip
def test_every_end_has_its_words(checked: Checked, code: str) -> None:
    with pytest.raises(TandemError) as refused:
        outcome(checked, START)
    assert refused.value.code == code


async def test_old_proofs_are_forgotten(desk: Desk) -> None:
    challenge = await desk.ask()
    await desk.try_code(challenge, desk.phones.code())
    desk.pass_by(days=29)
    async with desk.world.db.transaction() as tx:
        await api.forget(tx, 10)
    assert len(await desk.kept("verification_proof")) == 1
    desk.pass_by(days=2)
    async with desk.world.db.transaction() as tx:
        await api.forget(tx, 10)
    assert await desk.kept("verification_proof") == await desk.kept("verification_attempt") == []


async def test_old_codes_are_forgotten(desk: Desk) -> None:
    await desk.ask()
    desk.pass_by(days=2)
    async with desk.world.db.transaction() as tx:
        assert await api.forget(tx, 10) == 1
    assert (await desk.kept("verification_challenge"), len(await desk.kept("verification_attempt"))) == (
        [],
        1,
    )
