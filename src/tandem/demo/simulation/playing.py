"""One simulated customer in the web chat: arrives, talks to the bot, leaves; then what happened is looked up."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote
from uuid import UUID

from tandem.contexts.bot.api import Accounts
from tandem.demo.clients import AgentClient, CustomerClient, GaveUp, HttpPool, Message, Problem, SocketRefused
from tandem.demo.signing import signed_identity
from tandem.demo.simulation.mind import Heard, Mind, Move
from tandem.demo.simulation.persona import Persona
from tandem.demo.simulation.slips import mistyped
from tandem.demo.simulation.truth import amounts_for
from tandem.demo.simulation.verdicts import BotSaid, Happened, Outcome, missing, wrong

_WITH_PEOPLE = ("queue", "agent")


@dataclass(frozen=True)
class Stage:
    """What all customers of a run share. `staff` looks up what happened; `flow_amounts` are amounts that the flows'
    own texts name; `run` makes this run's customers other people than the last run's."""

    pool: HttpPool
    staff: AgentClient
    accounts: Accounts
    questions: Mapping[str, str]
    flow_amounts: frozenset[int]
    home: Path
    identity_secret: str
    run: str
    seed: int
    now: datetime
    site: str = "demo"
    timeout: float = 20.0


class Visit:
    """One persona's visit."""

    def __init__(self, stage: Stage, persona: Persona) -> None:
        self._stage, self._persona = stage, persona
        self._mind = Mind(persona, stage.questions)
        self._dice = random.Random(f"{stage.seed}:{persona.persona}")
        self._client = CustomerClient(stage.pool, site=stage.site)
        self._outcome = Outcome(persona.persona, persona.who, persona.mood)

    async def live(self) -> Outcome:
        """Never raises for what the server does: that is the outcome."""
        started = perf_counter()
        try:
            await self._arrive()
            heard: Heard | None = None
            while (move := self._mind.next(heard)) is not None:
                heard = await self._make(move)
            await self._judge()
            if self._client.controller == "queue":
                await self._client.leave_queue()
        except (Problem, GaveUp, SocketRefused, TimeoutError) as error:
            self._outcome.trouble = f"{type(error).__name__}: {error}"
        finally:
            await self._client.close()
            self._outcome.seconds = perf_counter() - started
        return self._outcome

    async def _arrive(self) -> None:
        stage, account = self._stage, self._persona.account
        identity = None
        if account is not None:
            identity = signed_identity(
                account, site=stage.site, secret=stage.identity_secret, now=stage.now, another=self._visitor
            )
        await self._client.start(identity=identity)
        await self._client.open_conversation()
        await self._client.listen()
        self._outcome.conversation_id = self._client.conversation_id

    @property
    def _visitor(self) -> str:
        return f"{self._stage.run}-{self._persona.persona}"

    # The talk -----------------------------------------------------------------------------------------

    async def _make(self, move: Move) -> Heard:
        typing = self._persona.typing
        before = self._client.inbox.last_seq
        self._outcome.turns += max(1, len(move.pieces))
        if move.press is not None:
            sent = [await self._client.say(choice_id=move.press[0])]
        else:
            texts = [mistyped(piece, typing.slips, typing.kinds, self._dice) for piece in move.pieces]
            sent = [await self._client.say(text) for text in texts]
        for one in sent:
            await self._reaction(one.message["id"], one.started)
        return self._heard(before)

    async def _reaction(self, message_id: str, sent_at: float) -> None:
        """Wait until the bot has answered this message, or a person has the conversation."""
        client, own = self._client, f"bot-{UUID(message_id).hex}"

        def look() -> float | None:
            for message in client.inbox.messages.values():
                if str(message.get("client_id")).startswith(own):
                    return client.inbox.arrived_at[message["seq"]]
            return perf_counter() if client.controller in _WITH_PEOPLE else None

        at = await client.changed.until(look, self._stage.timeout)
        if at is None:
            self._outcome.unanswered += 1
            return
        self._outcome.waits_ms.append((at - sent_at) * 1000)
        # All that was said in this turn is in the transcript at once; the socket brings it one by one.
        transcript = await client.transcript()
        await client.changed.until(lambda: not client.inbox.missing_from(transcript), self._stage.timeout)
        await client.refresh()

    def _heard(self, before: int) -> Heard:
        news = [one for one in self._client.inbox.after(before) if one["role"] == "bot"]
        buttons = news[-1]["payload"].get("options", ()) if news else ()
        return Heard(
            "\n".join(str(one["text"] or "") for one in news),
            tuple((one["id"], one["label"]) for one in buttons),
            tuple(key for one in news for key in _sources(one)),
            self._client.controller in _WITH_PEOPLE,
        )

    # What happened ------------------------------------------------------------------------------------

    async def _judge(self) -> None:
        stage, persona, outcome = self._stage, self._persona, self._outcome
        happened = await self._happened()
        outcome.handed_over = happened.reason
        known = await amounts_for(persona, stage.accounts, stage.now) | stage.flow_amounts
        outcome.wrong = list(wrong(persona, happened, known, stage.now))
        outcome.missing = list(missing(persona, self._mind, happened, outcome.wrong))

    async def _happened(self) -> Happened:
        client, call = self._client, self._stage.staff.caller.call
        id_ = client.conversation_id
        transcript = await client.transcript()
        self._outcome.talk = [_told(one) for one in transcript if one["role"] in ("customer", "bot")]
        detail = await call("GET", f"/api/v1/conversations/{id_}")
        kept = await call("GET", f"/api/v1/bot/conversations/{id_}/turns")
        handed = [one for one in detail["handovers"] if one["to"] in _WITH_PEOPLE]
        return Happened(
            tuple(
                BotSaid(str(one["text"] or ""), _sources(one)) for one in transcript if one["role"] == "bot"
            ),
            tuple((one["flow"], one["outcome"]) for one in kept["flows"]),
            detail["queue"]["name"] if handed and detail["queue"] else None,
            handed[-1]["reason"] if handed else None,
            await self._books(),
        )

    async def _books(self) -> tuple[Mapping[str, Any], ...] | None:
        """What was done with the customer's loans, by the command journal; loans named as personas name them."""
        if self._persona.account is None:
            return None
        owner = f"{self._persona.account}/{self._visitor}"
        journal = f"/api/v1/loans/commands?customer={quote(owner, safe='')}"
        lines = await self._stage.staff.caller.call("GET", journal)
        return tuple(_line(owner, one) for one in reversed(lines) if one["state"] == "done")


def _told(message: Message) -> str:
    buttons = "".join(f" [{one['label']}]" for one in (message.get("payload") or {}).get("options", ()))
    return f"{message['role']}: {message['text'] or ''}{buttons}"


def _line(owner: str, command: Mapping[str, Any]) -> dict[str, Any]:
    details = dict(sorted(command["params"].items()))
    if "loan" in details:
        details["loan"] = str(details["loan"]).removeprefix(f"{owner}-")
    return {"customer": owner, "kind": command["kind"], "details": details}


def _sources(message: Message) -> tuple[str, ...]:
    payload = message.get("payload") or {}
    return tuple(one["key"] for one in payload.get("sources", ()))
