"""One conversation of the benchmark: a customer and an agent, each message timed to the other's screen."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any
from uuid import uuid4

from tandem.demo.clients import (
    AgentClient,
    CustomerClient,
    GaveUp,
    HttpPool,
    Message,
    Problem,
    SocketRefused,
    Tally,
)
from tandem.demo.replay.verdicts import shown_wrongly, stored_wrongly

ASK = "第{n}个问题：我想确认一下这个月的还款金额和还款日，麻烦帮我看看。"
REPLY = "第{n}个问题已为您查到：请以APP首页“还款”里显示的应还金额为准，还款日当天系统会自动扣款。"


@dataclass(slots=True)
class Measured:
    """What both sides saw; every latency in seconds from the intended moment of sending."""

    conversations: set[str] = field(default_factory=set)
    intended: dict[str, float] = field(default_factory=dict)
    to_agent: list[float] = field(default_factory=list)
    to_customer: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    connected: list[float] = field(default_factory=list)
    customer_sent: int = 0
    agent_sent: int = 0
    started: int = 0
    finished: int = 0
    lost: int = 0
    duplicated: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def never_shown(self) -> int:
        """Acknowledged messages that the other side's socket has not shown."""
        return len(self.intended)

    def seen(self, message: Message, at: float, into: list[float]) -> None:
        """The other side's socket showed a message at `at`."""
        intended = self.intended.pop(message["client_id"] or "", None)
        if intended is not None:
            into.append(at - intended)


@dataclass(frozen=True, slots=True)
class Talk:
    """How long a conversation is and how fast it goes. `messages` counts both sides', in turns. `lead` and
    `gap` in seconds: the customer's first message is due `lead` after the arrival, the next ones `gap`
    apart on average (half to one and a half of it), whatever the server does; the agent answers as soon as a message is on the screen."""

    messages: int = 8
    gap: float = 2.0
    lead: float = 2.0
    timeout: float = 30.0

    @property
    def seconds(self) -> float:
        return self.lead + self.asks * self.gap * 1.5

    @property
    def asks(self) -> int:
        """The customer's messages."""
        return (self.messages + 1) // 2

    @property
    def answers(self) -> int:
        """The agent's messages."""
        return self.messages // 2


@dataclass(slots=True)
class Customer:
    """The customer's half."""

    pool: HttpPool
    site: str
    talk: Talk
    measured: Measured
    tally: Tally

    async def live(self, arrival: float) -> None:
        self.measured.started += 1
        client = CustomerClient(self.pool, site=self.site, tally=self.tally, patience=self.talk.timeout)
        try:
            await client.start()
            await client.open_conversation()
            self.measured.conversations.add(client.conversation_id)
            await client.listen()
            asked = perf_counter()
            await client.ask_for_person()
            watch = asyncio.create_task(self._note_connection(client, asked))
            await self._speak(client, arrival + self.talk.lead)
            await watch
            await self._listen_out(client)
            await self._check(client)
            self.measured.finished += 1
        except (Problem, GaveUp, SocketRefused, TimeoutError) as error:
            self.measured.failures.append(f"customer: {error}")
        finally:
            await client.close()

    async def _note_connection(self, client: CustomerClient, asked: float) -> None:
        if await client.changed.until(lambda: client.controller == "agent", self.talk.timeout):
            self.measured.connected.append(perf_counter() - asked)
        else:
            self.measured.failures.append(f"customer: no agent within {self.talk.timeout:g} s")

    async def _speak(self, client: CustomerClient, first: float) -> None:
        intended, draw = first, Random(self.measured.started)
        for number in range(self.talk.asks):
            if number:
                intended += self.talk.gap * draw.uniform(0.5, 1.5)
            await asyncio.sleep(max(0.0, intended - perf_counter()))
            client_id = str(uuid4())
            self.measured.intended[client_id] = intended
            try:
                sent = await client.say(ASK.format(n=number + 1), client_id=client_id)
            except (Problem, GaveUp):
                del self.measured.intended[client_id]  # never acknowledged, so nobody owes it to anybody
                raise
            self.measured.customer_sent += 1
            self.measured.acknowledged.append(sent.acknowledged - intended)

    async def _listen_out(self, client: CustomerClient) -> None:
        def replies() -> list[Message]:
            return [m for m in client.inbox.messages.values() if m["role"] == "agent"]

        await client.changed.until(lambda: len(replies()) >= self.talk.answers, self.talk.timeout)
        for message in replies():
            self.measured.seen(message, client.inbox.arrived_at[message["seq"]], self.measured.to_customer)

    async def _check(self, client: CustomerClient) -> None:
        transcript = await client.transcript()
        await client.changed.until(lambda: not client.inbox.missing_from(transcript), 5)
        lost, doubled = stored_wrongly(transcript, client.sent)
        missing, repeated = shown_wrongly(transcript, client.inbox)
        answers = sum(1 for m in transcript if m["role"] == "agent")
        unanswered = max(0, self.talk.answers - answers)
        self.measured.lost += lost + missing + unanswered
        self.measured.duplicated += doubled + repeated
        if lost or missing or unanswered or doubled or repeated:
            self.measured.failures.append(
                f"conversation {client.conversation_id}: {lost} not stored, {missing} not shown, "
                f"{unanswered} not answered, {doubled} stored twice, {repeated} shown twice"
            )


@dataclass(slots=True)
class Answering:
    """The agents' half: answers every customer's message at once, resolves after the last."""

    talk: Talk
    measured: Measured

    def watch(self, agent: AgentClient) -> None:
        """Time each message as it reaches this agent's screen."""

        def note(_conversation_id: str, message: dict[str, Any], at: float) -> None:
            if message["role"] == "customer":
                self.measured.seen(message, at, self.measured.to_agent)

        agent.on_message = note

    async def serve(self, agent: AgentClient, conversation_id: str) -> None:
        inbox = agent.threads[conversation_id]
        answered = 0

        def unanswered() -> list[Message]:
            return [m for m in inbox.messages.values() if m["role"] == "customer"][answered:]

        stranger = conversation_id not in self.measured.conversations  # left over from somebody else
        while answered < self.talk.asks and not stranger:
            waiting = await agent.changed.until(unanswered, self.talk.timeout)
            if not waiting:
                break  # the customer went away
            for message in waiting:
                answered += 1
                if answered > self.talk.answers:
                    break  # the customer has the last word
                await self._reply(agent, conversation_id, answered, inbox.arrived_at[message["seq"]])
        dispositions = await agent.dispositions()
        await agent.resolve(conversation_id, dispositions[0]["id"] if dispositions else None, "压测")

    async def _reply(self, agent: AgentClient, conversation_id: str, number: int, due: float) -> None:
        client_id = str(uuid4())
        self.measured.intended[client_id] = due
        try:
            await agent.reply(conversation_id, REPLY.format(n=number), client_id=client_id)
        except (Problem, GaveUp):
            del self.measured.intended[client_id]
            raise
        self.measured.agent_sent += 1
