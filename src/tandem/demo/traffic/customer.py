"""A simulated customer's visit, from the page's opening to its closing."""

from dataclasses import dataclass, field
from time import perf_counter

from tandem.demo.clients import CustomerClient, GaveUp, Message, Problem, SocketRefused
from tandem.demo.replay.verdicts import reaction
from tandem.demo.traffic.people import SITE, Person, comment_kind, draw_rating
from tandem.demo.traffic.pictures import screenshot
from tandem.demo.traffic.scene import Scene
from tandem.demo.traffic.scripts import Script, Step, phrases


@dataclass(slots=True)
class Visit:
    """One customer with one reason to write in."""

    number: int
    client: CustomerClient
    script: Script
    person: Person
    scene: Scene
    answered: bool = False
    heard: int = 0
    _label: str = field(init=False)

    def __post_init__(self) -> None:
        self._label = f"#{self.number} {self.script.title}"

    async def live(self) -> None:
        """The whole visit. What the server refuses is noted in the scene, never raised."""
        try:
            await self._arrive()
            if await self._with_bot():
                await self._with_people()
            await self._say_goodbye()
        except (Problem, GaveUp, SocketRefused, TimeoutError) as error:
            self.scene.trouble(self._label, error)
        finally:
            self.scene.here.pop(self._label, None)
            self.scene.counts["left"] += 1
            await self.client.close()

    async def _arrive(self) -> None:
        self._now("browsing")
        self.scene.counts["came"] += 1
        await self.client.config()
        await self.client.start(page_url=f"{SITE}{self.script.page}")
        await self.scene.pause(0.5, 3)
        await self.client.open_conversation()
        await self.client.listen()

    # -- the bot
    async def _with_bot(self) -> bool:
        """Ask; True when the customer is to be served by people."""
        self._now("with bot")
        for number, step in enumerate(self.script.asks):
            if number and not self.scene.chance(self.person.thoroughness):
                break
            kind = await self._ask(self._pick(step))
            if kind == "clarified":
                kind = await self._choose()
            if kind == "handed_over":
                return True
            if kind in ("offline", "silent"):
                return await self._given_up(kind)
        if not self.scene.chance(self.script.wants_person):
            self.scene.counts["solved by bot"] += 1
            return False
        return await self._request_person()

    async def _ask(self, text: str) -> str:
        asked = await self._say(text)
        kind = await self._reaction(asked)
        if kind == "bot_answered":
            self.answered = True
            await self._judge(asked)
        return kind

    async def _choose(self) -> str:
        choice = next(m for m in reversed(list(self.client.inbox.messages.values())) if m["kind"] == "choice")
        self.scene.counts["clarified"] += 1
        await self.scene.pause(self.person.reading_time(choice["text"]))
        options = choice["payload"].get("options") or []
        if not options or not self.scene.chance(0.8):
            return await self._ask(self._pick(phrases().unhelpful_follow_up))
        option = options[0] if self.scene.chance(0.75) else self.scene.dice.choice(options)
        sent = await self.client.say(choice_id=option["id"])
        kind = await self._reaction(sent.message["seq"])
        return "bot_answered" if kind == "clarified" else kind  # once is enough: no second round

    async def _reaction(self, asked: int) -> str:
        client = self.client
        found = await client.changed.until(
            lambda: reaction(client.inbox.after(asked), client.controller), 30.0
        )
        return found[0] if found else "silent"

    async def _judge(self, asked: int) -> None:
        answer = next((m for m in self.client.inbox.after(asked) if m["role"] == "bot"), None)
        if answer is None:
            return
        await self.scene.pause(self.person.reading_time(answer["text"]))
        await self.client.mark_read()
        if self.scene.chance(0.25):
            helpful = self.scene.chance(0.5 + self.person.generosity / 2)
            await self.client.give_feedback(answer["id"], helpful=helpful)
            self.scene.counts["feedback"] += 1

    async def _request_person(self) -> bool:
        if self.scene.chance(0.5):
            await self.client.ask_for_person()
            return True
        kind = await self._ask(self._pick(self.script.requests))
        if kind == "handed_over":
            return True
        if kind != "offline":
            await self.client.ask_for_person()  # the words were not understood: press the button
            return True
        return await self._given_up(kind)

    async def _given_up(self, kind: str) -> bool:
        self.scene.counts["outside hours" if kind == "offline" else "unanswered"] += 1
        if kind == "offline" and self.scene.chance(0.5):
            text = f"{self.script.title}：{self._pick(phrases().offline)}"
            await self.client.leave_offline_message(text, f"139{self.scene.dice.randrange(10**8):08}")
        return False

    # -- people
    async def _with_people(self) -> None:
        self.scene.counts["asked for a person"] += 1
        if not await self._wait_in_queue():
            await self._abandon()
            return
        self._now("with agent")
        self.scene.counts["reached an agent"] += 1
        await self._agent_said(60)
        for number, step in enumerate(self.script.says):
            if number and not self.scene.chance(0.5 + self.person.thoroughness / 2):
                break
            if number == 0 and self.scene.chance(self.script.picture):
                await self._send_picture()
            await self._say(self._pick(step))
            if not await self._agent_said(120):
                return
            self.answered = True
        angry = self.person.mood == "angry"
        await self._say(self._pick(phrases().thanks_angry if angry else phrases().thanks))
        await self.client.changed.until(lambda: self.client.conversation.get("status") == "resolved", 90)

    async def _wait_in_queue(self) -> bool:
        self._now("waiting")
        started, patience = perf_counter(), self.person.patience
        while (left := patience * max(self.scene.tempo, 0.05) - (perf_counter() - started)) > 0:
            step = left if self.scene.chance(0.6) else left / 2
            if await self.client.changed.until(lambda: self.client.controller == "agent", step):
                return True
            if self.client.controller == "bot":
                return False  # sent back: outside hours, or nobody there
            if perf_counter() - started < patience * self.scene.tempo and self.scene.chance(0.5):
                await self._say(self._pick(phrases().impatient))
        return False

    async def _abandon(self) -> None:
        self.scene.counts["abandoned"] += 1
        self.scene.tell(f"{self._label}: gave up waiting")
        if self.client.controller == "queue":
            if self.scene.chance(0.4):
                await self._say(self._pick(phrases().abandons))
            await self.client.leave_queue()

    async def _agent_said(self, timeout: float) -> bool:
        """Wait for a new word of the agent and read it."""

        def fresh() -> Message | None:
            return next((m for m in self.client.inbox.after(self.heard) if m["role"] == "agent"), None)

        found = await self.client.changed.until(fresh, timeout)
        if found is None:
            return False
        self.heard = self.client.inbox.last_seq
        await self.scene.pause(self.person.reading_time(found["text"]))
        await self.client.mark_read()
        return True

    async def _send_picture(self) -> None:
        name = f"screenshot-{self.number}.png"
        attachment = await self.client.attach(name, screenshot(self.scene.dice), "image/png")
        await self.client.say(attachment_id=attachment["id"])
        self.scene.counts["pictures"] += 1

    # -- the end
    async def _say_goodbye(self) -> None:
        self._now("leaving")
        if self.scene.chance(0.6):
            await self.scene.pause(1, 5)
            await self._rate()
        await self.scene.pause(2, 15)

    async def _rate(self) -> None:
        score = draw_rating(self.person, answered=self.answered, dice=self.scene.dice)
        comment = None
        if self.scene.chance(0.35):
            comment = self._pick(phrases().comments[comment_kind(score)])
        try:
            await self.client.rate(score, comment)
        except Problem as problem:
            if problem.status not in (404, 409):  # nothing to rate: not a trouble
                raise
            return
        self.scene.ratings.append(score)
        self.scene.tell(f"{self._label}: rated {score} of 5")

    async def _say(self, text: str) -> int:
        """Type and send; the sequence number it got."""
        half = self.person.typing_time(text) / 2
        await self.client.show_typing(text[: len(text) // 2])
        await self.scene.pause(half)
        await self.client.show_typing(text)
        await self.scene.pause(half)
        sent = await self.client.say(text)
        self.scene.counts["messages"] += 1
        return int(sent.message["seq"])

    def _pick(self, step: Step) -> str:
        return self.scene.dice.choice(step)

    def _now(self, where: str) -> None:
        self.scene.here[self._label] = where
