"""A simulated agent's day: takes offers, greets, answers, notes, wraps up, and has a break now and then."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tandem.demo.clients import AgentClient, Desk, DraftSeat, GaveUp, Message, Problem
from tandem.demo.traffic.scene import AgentState, Scene
from tandem.demo.traffic.scripts import Script, phrases, recognise


@dataclass(slots=True)
class Colleague:
    """One agent at a desk, and at the silent seat if `sits_silently`. `work` never ends by itself; cancel it, then `leave`."""

    client: AgentClient
    scene: Scene
    desk: Desk = field(init=False)
    seat: DraftSeat = field(init=False)
    sits_silently: bool = False
    state: AgentState = field(init=False)
    queues: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(self.client, self.serve, before_accepting=self._notice)
        self.seat = DraftSeat(self.client, self._judge)
        self.state = AgentState(self.client.username)
        self.scene.agents[self.client.username] = self.state

    async def arrive(self) -> None:
        await self.desk.open()
        if self.sits_silently:
            await self.seat.sit_down()
        self.state.name, self.state.state = self.client.name, "online"
        self.queues, self.labels = await self.client.queues(), await self.client.labels()

    async def work(self) -> None:
        """Have a break after every handful of conversations."""
        due = self.scene.dice.randint(5, 12)
        while True:
            await asyncio.sleep(1.0)
            self.state.serving, self.state.served = len(self.desk.serving), self.desk.served
            if self.state.served >= due:
                await self._have_a_break()
                due = self.state.served + self.scene.dice.randint(5, 12)

    async def leave(self) -> None:
        await self.seat.get_up()
        await self.desk.close(grace=2.0)
        self.state.state = "offline"

    async def _notice(self) -> bool:
        """See the offer and click; once in a while look away, so that it goes to somebody else."""
        if self.scene.chance(0.03):
            return False
        await self.scene.pause(0.6, 2.5)
        return True

    async def _judge(self, _draft: dict[str, Any]) -> str | None:
        """Read the bot's draft; most can go out, some are better answered in person, some are left lying."""
        await self.scene.pause(2, 6)
        if self.scene.chance(0.04):
            return None
        verdict = "handoff" if self.scene.chance(0.12) else "approve"
        self.scene.counts["drafts approved" if verdict == "approve" else "drafts handed over"] += 1
        return verdict

    async def _have_a_break(self) -> None:
        reason = self.scene.dice.choice(phrases().breaks)
        try:
            await self.client.set_presence("away", reason=reason)
            self.state.state = f"away · {reason}"
            self.scene.tell(f"{self.client.name} is away: {reason}")
            await self.scene.pause(30, 90)
            await self.client.set_presence("online")
            self.state.state = "online"
        except (Problem, GaveUp) as error:
            self.scene.trouble(self.client.name, error)

    # -- one conversation
    async def serve(self, agent: AgentClient, conversation_id: str) -> None:
        inbox = agent.threads[conversation_id]
        await agent.changed.until(lambda: inbox.messages, 5)
        await self.scene.pause(1, 3)
        await agent.mark_read(conversation_id, inbox.last_seq)
        script = recognise(_said(list(inbox.messages.values())))
        await self._reply(conversation_id, self._pick(phrases().greetings).format(name=agent.name))
        seen, number, nudged = inbox.last_seq, 0, False
        while True:
            fresh = await self._next_words(conversation_id, seen)
            if not fresh and nudged:
                break
            if not fresh:
                nudged = True
                await self._reply(conversation_id, self._pick(phrases().nudges))
                continue
            seen, nudged = inbox.last_seq, False
            await agent.mark_read(conversation_id, seen)
            script = script or recognise(_said(fresh))
            if _is_goodbye(fresh):
                break
            await self._reply(conversation_id, self._answer(script, number))
            number += 1
        await self._finish(conversation_id, script, seen)

    async def _next_words(self, conversation_id: str, seen: int) -> list[Message]:
        """The customer's new messages, after a moment in which more may follow; none if silent."""
        inbox = self.client.threads[conversation_id]

        def fresh() -> list[Message]:
            return [m for m in inbox.after(seen) if m["role"] == "customer"]

        if await self.client.changed.until(fresh, max(1.0, 40 * self.scene.tempo)):
            await self.scene.pause(1, 2.5)
        return fresh()

    def _answer(self, script: Script | None, number: int) -> str:
        if script is None:
            return phrases().generic[min(number, len(phrases().generic) - 1)]
        if number < len(script.answers):
            return self._pick(script.answers[number])
        return self._pick(phrases().fillers)

    async def _reply(self, conversation_id: str, text: str) -> None:
        seconds = min(9.0, 1.0 + len(text) / 12)
        while seconds > 0:
            await self.client.show_typing(conversation_id)
            await self.scene.pause(min(seconds, 3.0))
            seconds -= 3.0
        await self.client.reply(conversation_id, text)
        self.scene.counts["agents' replies"] += 1

    async def _finish(self, conversation_id: str, script: Script | None, seen: int) -> None:
        await self._annotate(conversation_id, script)
        if (
            script
            and script.transfer
            and self.scene.chance(0.5)
            and await self._transfer(conversation_id, script)
        ):
            return
        if self.scene.chance(0.07):
            await self._reply(conversation_id, self._pick(phrases().handbacks))
            await self.client.hand_back(conversation_id)
            self.scene.counts["handed back"] += 1
            return
        await self._reply(conversation_id, self._pick(phrases().closings))
        await self.scene.pause(1, 4)
        dispositions = await self.client.dispositions()
        chosen = self.scene.dice.choice(dispositions)["id"] if dispositions else None
        await self.client.resolve(conversation_id, chosen, script.summary if script else "一般咨询，已答复。")
        self.scene.counts["resolved by agents"] += 1
        self.scene.tell(f"{self.client.name} wrapped up: {script.title if script else 'general'}")

    async def _annotate(self, conversation_id: str, script: Script | None) -> None:
        if script and script.note and self.scene.chance(0.6):
            await self.client.note(conversation_id, script.note)
            self.scene.counts["notes"] += 1
        if self.labels and self.scene.chance(0.4):
            await self.client.label(conversation_id, [self._label_for(script)["id"]])

    def _label_for(self, script: Script | None) -> dict[str, Any]:
        words = (*script.keywords, script.title) if script else ()
        fitting = [one for one in self.labels if any(w in one["name"] or one["name"] in w for w in words)]
        return self.scene.dice.choice(fitting or self.labels)

    async def _transfer(self, conversation_id: str, script: Script) -> bool:
        queue = next((one for one in self.queues if script.transfer in one["name"]), None)
        if queue is None:
            return False
        await self.client.transfer(conversation_id, queue["id"], f"{script.title}：{script.summary}")
        self.scene.counts["transferred"] += 1
        self.scene.tell(f"{self.client.name} transferred to {queue['name']}")
        return True

    def _pick(self, words: tuple[str, ...]) -> str:
        return self.scene.dice.choice(words)


def _said(messages: list[Message]) -> list[str]:
    return [m["text"] for m in messages if m["role"] == "customer" and m["kind"] == "text"]


def _is_goodbye(messages: list[Message]) -> bool:
    """Whether all the customer said was thanks."""
    farewells = {*phrases().thanks, *phrases().thanks_angry}
    return bool(messages) and all(m["text"] in farewells for m in messages)
