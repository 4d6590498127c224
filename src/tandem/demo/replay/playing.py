"""One row is one customer: arrives, asks, waits for a reaction, checks what was kept, leaves."""

from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

from tandem.demo.clients import (
    CustomerClient,
    GaveUp,
    HttpPool,
    Message,
    Problem,
    Sent,
    SocketRefused,
    Tally,
)
from tandem.demo.replay.knowing import right
from tandem.demo.replay.reading import Question
from tandem.demo.replay.report import Outcome
from tandem.demo.replay.verdicts import reaction, shown_wrongly, source_kept, stored_wrongly

CATCH_UP_S = 5.0
"""How long a socket may lag behind the transcript before what it lacks counts as lost."""


@dataclass(frozen=True, slots=True)
class Player:
    """Plays questions against one instance.

    `timeout` is the seconds a customer waits for a reaction, and again for an agent's reply.
    `patience` is the seconds a customer may be kept out by rate limits or a server that is away.
    """

    pool: HttpPool
    with_agents: bool
    site: str = "demo"
    timeout: float = 30.0
    patience: float = 900.0
    tally: Tally = field(default_factory=Tally)

    async def play(self, question: Question) -> Outcome:
        """Never raises for what the server does: that is the outcome."""
        outcome = Outcome(question.line, question.text)
        customer = CustomerClient(self.pool, site=self.site, tally=self.tally, patience=self.patience)
        try:
            await customer.start()
            await customer.open_conversation()
            await customer.listen()
            sent = await customer.say(question.text)
            outcome.sent = True
            await self._await_answer(customer, sent, outcome)
            await self._say_whether_it_helped(customer, sent, question, outcome)
            await self._check(customer, outcome)
            await self._leave(customer)
        except (Problem, GaveUp, SocketRefused, TimeoutError) as error:
            outcome.trouble = f"{type(error).__name__}: {error}"
            if outcome.sent:  # acknowledged, and then the customer could not see it through
                outcome.lost = max(outcome.lost, 1)
        finally:
            await customer.close()
        return outcome

    async def _await_answer(self, customer: CustomerClient, sent: Sent, outcome: Outcome) -> None:
        asked = sent.message["seq"]
        found = await customer.changed.until(
            lambda: reaction(customer.inbox.after(asked), customer.controller), self.timeout
        )
        if found is None:
            outcome.lost += 1
            outcome.trouble = f"no reaction within {self.timeout:g} s"
            return
        kind, seq = found
        outcome.offline = kind == "offline"
        outcome.reaction = "handed_over" if outcome.offline else kind
        outcome.seq = seq
        at = customer.inbox.arrived_at[seq] if seq is not None else perf_counter()
        outcome.latency_ms = (at - sent.started) * 1000
        stays_with_bot = outcome.offline and customer.controller == "bot"
        if outcome.reaction == "handed_over" and self.with_agents and not stays_with_bot:
            await self._await_agent(customer, sent, outcome)

    async def _say_whether_it_helped(
        self, customer: CustomerClient, sent: Sent, question: Question, outcome: Outcome
    ) -> None:
        """有帮助 or 没帮助, of those who know what the answer should have been."""
        if question.expected is None or outcome.reaction != "bot_answered":
            return
        for message in customer.inbox.after(sent.message["seq"]):
            outcome.right = right(message, question.expected) if message["role"] == "bot" else None
            if outcome.right is not None:
                await customer.give_feedback(message["id"], helpful=outcome.right)
                return

    async def _await_agent(self, customer: CustomerClient, sent: Sent, outcome: Outcome) -> None:
        """Outside opening hours nobody has to come, but who does is welcome."""

        def look() -> Message | None:
            messages = customer.inbox.after(sent.message["seq"])
            return next((m for m in messages if m["role"] == "agent"), None)

        found = await customer.changed.until(look, self.timeout)
        if found is not None:
            outcome.agent_answered = True
            outcome.agent_latency_ms = (customer.inbox.arrived_at[found["seq"]] - sent.started) * 1000
        elif not outcome.offline:
            outcome.lost += 1
            outcome.trouble = f"no agent's reply within {self.timeout:g} s"

    async def _check(self, customer: CustomerClient, outcome: Outcome) -> None:
        transcript = await customer.transcript()
        if outcome.reaction == "bot_answered" and outcome.seq is not None:
            outcome.sourced = source_kept(transcript, outcome.seq)
        await customer.changed.until(lambda: not customer.inbox.missing_from(transcript), CATCH_UP_S)
        lost, doubled = stored_wrongly(transcript, customer.sent)
        missing, repeated = shown_wrongly(transcript, customer.inbox)
        outcome.lost += lost + missing
        outcome.duplicated += doubled + repeated
        if lost or missing or doubled or repeated:
            outcome.trouble = (
                f"conversation {customer.conversation_id}: {lost} not stored, {missing} not shown, "
                f"{doubled} stored twice, {repeated} shown twice"
            )

    async def _leave(self, customer: CustomerClient) -> None:
        """Without agents nobody will come: a customer who goes gives the place in the queue back."""
        if not self.with_agents and customer.controller == "queue":
            with suppress(Problem):  # no longer in the queue: just as well
                await customer.leave_queue()
