"""Any sequence of actions leaves a sound state: hypothesis acts, the real database is looked at after every step."""

import asyncio
import os
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import route
from tandem.contexts.conversations.repository.offers import pending_offers
from tandem.contexts.conversations.rules.control import State, allowed
from tandem.contexts.conversations.subscribers import timer_handlers
from tandem.contexts.customers import api as customers
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.errors import TandemError
from tandem.kit.ids import new_id
from tandem.kit.timers import TimerLoop

from .soundness import faults

AGENTS = 2
CUSTOMERS = 4
TALK = st.integers(0, CUSTOMERS)
# More by hand: TANDEM_TEST_EXAMPLES=150
EXAMPLES = int(os.environ.get("TANDEM_TEST_EXAMPLES", "12"))
ACTIONS = [
    *["reply", "claim", "snooze"] * 2, "note", "takeover", "assign", "transfer", "requeue", "handback", "snooze",
    "unsnooze", "resolve", "reopen", "priority", "labels",
]  # fmt: skip
WRAP = api.WrapUp(summary="完")
WORDS = ["write", "write", "ask", "ask", "leave", "rate", "read", "bot"]
STAFF = rule(
    c=TALK, by=st.integers(-3, AGENTS - 1), other=st.integers(0, AGENTS - 1), name=st.sampled_from(ACTIONS)
)


class Service(RuleBasedStateMachine):
    """A supervisor and an agent with one place each, and customers who come and go: every place is fought for."""

    db: Database
    clock: FixedClock
    run: asyncio.Runner

    def act(self, coroutine):
        """Run one action in a transaction of its own; a refusal is an outcome like any other."""
        return self.run.run(self._guarded(coroutine))

    async def _guarded(self, work):
        try:
            async with self.db.transaction() as tx:
                return await work(tx)
        except TandemError as refusal:
            if refusal.status >= 500:
                raise
            return refusal

    @initialize(idle=st.sampled_from([None, 120]), mode=st.sampled_from(["offer", "auto"]))
    def prepare(self, idle, mode):
        self.key = f"q{new_id().hex[-12:]}"
        self.talks: list[tuple[UUID, Actor]] = []

        async def make(tx):
            self.queues = [
                await api.create_queue(tx, self.key, self.key, accept_mode=mode, idle_handback_s=idle),
                await api.create_queue(tx, self.key + "b", self.key + "b"),
            ]
            self.staff = []
            for n in range(AGENTS):
                role = "supervisor" if n == 0 else "agent"
                person = Actor("staff", new_id(), f"坐席{n}", permissions_of([role]))
                self.staff.append(person)
                await api.create_seat(tx, person.id, person.name, queue_ids=self.queues, capacity=1)
                await api.change_presence(tx, person.id, "online", person)
            self.people = []
            for _ in range(CUSTOMERS):
                found = await customers.recognise(tx, "web_anonymous", "demo", new_id().hex)
                self.people.append(Actor.customer(found.id, "访客"))

        self.act(make)
        for n in range(CUSTOMERS):
            self.open(n)

    # Customers -----------------------------------------------------------------------------------------

    @rule(n=st.integers(0, CUSTOMERS - 1))
    def open(self, n):
        who = self.people[n]
        opened, made = self.act(
            lambda tx: api.open_conversation(
                tx, customer_id=who.id, customer_name="访客", customer_verified=False, channel="web",
                account="demo", queue_key=self.key,
            )
        )  # fmt: skip
        if made:
            self.talks.append((opened.id, who))

    def talk(self, n):
        """Mostly one of the newest: the older ones are resolved."""
        return self.talks[-1 - n % len(self.talks)]

    @rule(c=TALK, n=st.integers(1, 5), what=st.sampled_from(WORDS))
    def customer_or_bot(self, c, n, what):
        id_, who = self.talk(c)
        works = {
            "write": lambda tx: api.receive(tx, id_, who, client_id=new_id().hex, text="在吗"),
            "ask": lambda tx: api.request_person(tx, id_, who, reason="asked", customer_id=who.id),
            "leave": lambda tx: api.leave_queue(tx, id_, who),
            "rate": lambda tx: api.rate(tx, id_, who, n, None, []),
            "read": lambda tx: api.read_by_customer(tx, id_, who.id, n),
            "bot": lambda tx: api.reply_as_bot(tx, id_, client_id=new_id().hex, text="您好"),
        }
        self.act(works[what])

    @rule(c=TALK, n=st.integers(0, AGENTS - 1))
    def write_and_be_claimed_at_once(self, c, n):
        """Five at a time: the customer writes while two claim, one goes away and work is routed."""
        id_, who = self.talk(c)

        async def all_at_once():
            await asyncio.gather(
                self._guarded(lambda tx: api.receive(tx, id_, who, client_id=new_id().hex, text="在吗")),
                self._guarded(lambda tx: api.claim(tx, id_, self.staff[n])),
                self._guarded(lambda tx: api.change_presence(tx, self.staff[n].id, "away", self.staff[n])),
                self._guarded(lambda tx: api.claim(tx, id_, self.staff[(n + 1) % AGENTS])),
                route(self.db, {}),
            )

        self.run.run(all_at_once())

    # Staff ---------------------------------------------------------------------------------------------

    def _do(self, name, c, n, other):
        who, id_ = self.staff[n], c[0]
        return {
            "reply": lambda tx: api.reply(tx, id_, who, client_id=new_id().hex, text="您好"),
            "note": lambda tx: api.note(tx, id_, who, client_id=new_id().hex, text="备注"),
            "claim": lambda tx: api.claim(tx, id_, who),
            "takeover": lambda tx: api.take_over(tx, id_, who),
            "assign": lambda tx: api.assign(tx, id_, who, self.staff[other].id, "请接"),
            "transfer": lambda tx: api.transfer_to_queue(tx, id_, who, self.queues[other % 2], "转"),
            "requeue": lambda tx: api.requeue(tx, id_, who),
            "handback": lambda tx: api.hand_back(tx, id_, who),
            "snooze": lambda tx: api.snooze(tx, id_, who, tx.now + timedelta(minutes=3)),
            "unsnooze": lambda tx: api.unsnooze(tx, id_, who),
            "resolve": lambda tx: api.resolve(tx, id_, who, WRAP),
            "reopen": lambda tx: api.reopen(tx, id_, who),
            "priority": lambda tx: api.set_priority(tx, id_, who, "urgent"),
            "labels": lambda tx: api.set_labels(tx, id_, who, []),
        }[name]

    @STAFF
    def act_as_staff(self, c, by, other, name):
        self._act_as_staff(c, by, other, name)

    def _act_as_staff(self, c, by, other, name):
        """`by` below zero: whoever holds it, so that half of the actions mean something."""
        c = self.talk(c)
        before = self.act(lambda tx: api.get(tx, c[0]))
        holder = next((n for n, one in enumerate(self.staff) if one.id == before.agent_id), 0)
        n = holder if by < 0 else by
        who = self.staff[n]
        offered = allowed(State(before.status, before.controller, before.agent_id), who.id, who.permissions)
        outcome = self.act(self._do(name, c, n, other))
        if name in offered:
            # A button that the desk shows works, or says why it cannot now.
            code = getattr(outcome, "code", None)
            assert code in (
                None, "capacity_full", "agent_not_available", "newer_conversation_open"
            ), f"{name} was offered and refused: {code}"  # fmt: skip

    @STAFF
    def act_as_staff_too(self, c, by, other, name):
        """Rules are drawn evenly: most of what happens is what staff do."""
        self._act_as_staff(c, by, other, name)

    @STAFF
    def act_as_staff_again(self, c, by, other, name):
        self._act_as_staff(c, by, other, name)

    @rule(n=st.integers(0, AGENTS - 1), c=TALK, seq=st.integers(0, 9))
    def see(self, n, c, seq):
        c = self.talk(c)
        self.act(lambda tx: api.read_by_agent(tx, c[0], self.staff[n], seq))

    @rule(n=st.integers(0, AGENTS - 1), accepts=st.booleans())
    def decide_on_an_offer(self, n, accepts):
        who = self.staff[n]
        offers = self.act(lambda tx: pending_offers(tx, who.id))
        if offers:
            work, offer_id = api.accept if accepts else api.refuse, UUID(offers[0]["id"])
            outcome = self.act(lambda tx: work(tx, offer_id, who))
            assert not isinstance(outcome, TandemError), outcome

    @rule(
        n=st.integers(0, AGENTS - 1), state=st.sampled_from(["online", "busy", "away", "offline"]),
        reassign=st.booleans(),
    )  # fmt: skip
    def change_presence(self, n, state, reassign):
        self.act(
            lambda tx: api.change_presence(tx, self.staff[n].id, state, self.staff[n], reassign=reassign)
        )

    # Time ----------------------------------------------------------------------------------------------

    @rule()
    def route_now(self):
        self.run.run(route(self.db, {}))
        assert not self.run.run(faults(self.db, self.queues, settled=True))

    @rule(seconds=st.sampled_from([1, 21, 61, 200, 1900]), screens_alive=st.booleans())
    def wait(self, seconds, screens_alive):
        async def pass_time():
            self.clock.advance(timedelta(seconds=seconds))
            if screens_alive:
                async with self.db.transaction() as tx:
                    for person in self.staff:
                        if (await api.find_seat(tx, person.id)).state != "offline":
                            await api.seen(tx, person.id)
            loop = TimerLoop(self.db, timer_handlers())
            while await loop.fire_next():
                pass

        self.run.run(pass_time())

    @invariant()
    def sound(self):
        self.steps = getattr(self, "steps", 0) + 1
        if getattr(self, "queues", None) and self.steps % 2:
            assert not self.run.run(faults(self.db, self.queues))


@pytest.mark.timeout(600)
def test_every_sequence_of_actions_leaves_a_sound_state(database_url):
    from .conftest import START

    with asyncio.Runner() as runner:
        clock = FixedClock(START)
        db = Database(database_url, pool_size=6, clock=clock)
        machine = type("Machine", (Service,), {"db": db, "clock": clock, "run": runner})
        try:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=EXAMPLES, stateful_step_count=60, deadline=None, database=None,
                    suppress_health_check=list(HealthCheck), print_blob=False,
                ),
            )  # fmt: skip
        finally:
            runner.run(db.close())
