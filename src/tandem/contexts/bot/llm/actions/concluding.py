"""Letting a composed answer out: before a person, or by itself where the lender has set that."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tandem.contexts.bot.actions.answering import Bot
from tandem.contexts.bot.actions.considering import Considered
from tandem.contexts.bot.decision import Decision, Past
from tandem.contexts.bot.llm.composing import Composed
from tandem.contexts.bot.llm.fallbacks import Fallback
from tandem.contexts.bot.ports import Knowledge
from tandem.contexts.bot.silent_seat.actions.drafting import draft, owes
from tandem.contexts.bot.silent_seat.draft import Basis
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.kit.db import Tx


class Conclusions:
    """See `composing.Concluding`."""

    def __init__(self, bot: Bot, seat: SilentSeat, knowledge: Knowledge) -> None:
        self._bot = bot
        self._seat = seat
        self._knowledge = knowledge

    async def consider(self, text: str, past: tuple[Past, ...], conversation_id: UUID) -> Considered:
        """What the ladder would do with a text in this conversation, as with a message of its customer."""
        return await self._bot.consider(text, past=past, conversation_id=conversation_id)

    async def conclude(self, tx: Tx, conversation_id: UUID, fallback: Fallback) -> None:
        """As if there were no model."""
        await self._bot.conclude(tx, conversation_id, fallback)

    async def draft_composed(
        self, tx: Tx, conversation_id: UUID, fallback: Fallback, composed: Composed
    ) -> bool:
        """Put it before somebody at the silent seat; False when nobody is there or the customer wrote on."""
        basis = Basis(
            composed.text, composed.model or "", tuple(one.cited() for one in composed.cited),
            tuple((one.text, one.cites) for one in composed.sentences),
            {one.n: one.entry_id for one in composed.sources}, composed.own_data, composed.open,
        )  # fmt: skip
        drafted = await draft(
            tx,
            self._seat,
            conversation_id,
            fallback.message,
            fallback.decision,
            fallback.ranking,
            basis=basis,
            parts=fallback.considered.parts,
        )
        if drafted is None:
            return False
        decision = replace(drafted, evidence={**drafted.evidence, **_evidence(fallback.decision, composed)})
        await self._keep(tx, fallback, decision, None)
        return True

    async def owes(self, tx: Tx, conversation_id: UUID) -> bool:
        """Whether an earlier question waits for somebody at the silent seat."""
        return await owes(tx, conversation_id)

    async def say_composed(
        self, tx: Tx, conversation_id: UUID, fallback: Fallback, composed: Composed
    ) -> None:
        """Say it to the customer with its sources."""
        confidence = fallback.ranking.confidence
        payload: dict[str, Any] = {
            "policy": "llm", "confidence": round(confidence, 3), "feedback": True,
            "sources": [one.cited() for one in composed.cited],
        }  # fmt: skip
        message_id = UUID(fallback.message["id"])
        said = await self._bot.say(tx, conversation_id, message_id, composed.text, "text", payload)
        cited = tuple(one.entry_id for one in composed.cited)
        decision = Decision(
            "answer", "llm", "composed", confidence, cited, evidence=_evidence(fallback.decision, composed)
        )
        await self._keep(tx, fallback, decision, said)
        if said is not None:
            for entry_id in cited:
                await self._knowledge.count_use(tx, UUID(entry_id))

    async def _keep(self, tx: Tx, fallback: Fallback, decision: Decision, said: UUID | None) -> None:
        considered = replace(fallback.considered, decision=decision)
        await self._bot.keep(tx, fallback.message, considered, said, again=True)


def _evidence(decision: Decision, composed: Composed) -> dict[str, Any]:
    """What the bot's turn keeps of a composed answer."""
    return {
        **decision.evidence, "model": composed.model, "instead_of": decision.action,
        "sources": [one.cited() for one in composed.cited],
        **({"own_data": True} if composed.own_data else {}),
    }  # fmt: skip
