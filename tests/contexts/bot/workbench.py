"""A lender whose bot has taken turns, with what people said of them: for thresholds, comparisons and figures."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import APIRouter, FastAPI
from sqlalchemy import insert, update
from tests.contexts.conversations.conftest import World

from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.bot.models import (
    bot_draft_table,
    bot_feedback_table,
    bot_intent_table,
    bot_label_table,
    bot_turn_table,
)
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.http.problems import install
from tandem.kit.ids import new_id

TRAINER = Actor("staff", new_id(), "顾一鸣", permissions_of(["bot_trainer"]))
SUPERVISOR = Actor("staff", new_id(), "沈如月", permissions_of(["supervisor"]))
AGENT = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))

EARLY, FEE = "early", "fee"
BASE = [
    {
        "category": "early_settlement", "title": "提前结清",
        "entries": [
            {"key": EARLY, "question": "怎么提前还款？", "answer": "选择提前结清。", "phrasings": ["提前还清怎么弄"]},
            {"key": FEE, "question": "提前结清要手续费吗？", "answer": "不收。", "phrasings": ["提前还款收违约金吗"]},
            {"key": "limit", "question": "怎么提高额度？", "answer": "系统评估。", "phrasings": ["额度太低"]},
        ],
    }
]  # fmt: skip


@dataclass
class Workbench:
    world: World
    entries: dict[str, UUID] = field(default_factory=dict)

    async def stock(self) -> None:
        """Publish the knowledge base, with an intent for each entry."""
        async with self.world.db.transaction() as tx:
            await knowledge.import_published(tx, BASE)
            for one in await knowledge.published_by_keys(tx, [EARLY, FEE, "limit"]):
                self.entries[one.key] = one.id
        for key in self.entries:
            await self.intent(f"entry:{key}", "entry", key)

    async def intent(self, key: str, kind: str = "none", target: str | None = None, **more: Any) -> None:
        async with self.world.db.transaction() as tx:
            values = {
                "key": key,
                "name": f"名{key}",
                "origin": "trainer",
                "target_kind": kind,
                "target_key": target,
            }
            await tx.execute(
                insert(bot_intent_table).values(**values, created_at=tx.now, created_by="test", **more)
            )

    async def turn(
        self, entry: str | None = EARLY, confidence: float = 0.8, *, action: str = "answer", text: str = "提前还的事",
        conversation: UUID | None = None, customer: Actor | None = None, at: datetime | None = None,
        intent: tuple[int, str, float] | None = None, **more: Any,
    ) -> UUID:  # fmt: skip
        """A customer's message that the bot decided on; its id. An answer has a message of its own."""
        if conversation is None:
            opened, customer = await self.world.conversation(customer)
            conversation = opened.id
        customer = customer or await self._customer_of(conversation)
        asked = await self.world.write(conversation, customer, text)
        found = [{"entry_id": str(self.entries[entry]), "confidence": confidence}] if entry else []
        version, key, probability = intent or (None, None, None)
        values: dict[str, Any] = {
            "message_id": asked.message.id, "conversation_id": conversation, "seq": asked.message.seq,
            "at": at or self.world.clock.now(), "action": action, "policy": "confident", "reason": "confident",
            "confidence": confidence, "asked": text, "candidates": found, "elapsed_ms": 1.0,
            "entry_ids": [str(self.entries[entry])] if entry and action == "answer" else [],
            "model_version": version, "intent": key, "intent_probability": probability, **more,
        }  # fmt: skip
        async with self.world.db.transaction() as tx:
            await tx.execute(insert(bot_turn_table).values(**values))
        return asked.message.id

    async def answered(self, turn_id: UUID, conversation: UUID | None = None) -> UUID:
        """The bot's message that answers a turn."""
        from tandem.contexts.conversations import api as conversations

        async with self.world.db.transaction() as tx:
            t = bot_turn_table.c
            if conversation is None:
                conversation = (
                    (await tx.execute(bot_turn_table.select().where(t.message_id == turn_id)))
                    .one()
                    .conversation_id
                )
            sent = await conversations.reply_as_bot(
                tx, conversation, client_id=f"bot-{turn_id.hex}", text="选择提前结清。"
            )
            assert sent is not None
            await tx.execute(
                update(bot_turn_table).where(t.message_id == turn_id).values(answer_id=sent.message.id)
            )
        return sent.message.id

    async def rate(self, turn_id: UUID, helpful: bool) -> None:
        """有帮助 or 没帮助."""
        answer_id = await self.answered(turn_id)
        async with self.world.db.transaction() as tx:
            await tx.execute(
                insert(bot_feedback_table).values(answer_id=answer_id, helpful=helpful, at=tx.now)
            )

    async def label(self, turn_id: UUID, intent: str | None, *, skip: bool = False) -> None:
        verdict = "skipped" if skip else "intent" if intent else "out_of_scope"
        async with self.world.db.transaction() as tx:
            await tx.execute(
                insert(bot_label_table).values(
                    id=new_id(),
                    turn_id=turn_id,
                    verdict=verdict,
                    intent_key=intent,
                    by_name="顾一鸣",
                    at=tx.now,
                )
            )

    async def draft(self, turn_id: UUID, state: str, entry: str = EARLY, said: str | None = None) -> None:
        """A draft on the turn and what became of it."""
        async with self.world.db.transaction() as tx:
            turn = (
                await tx.execute(bot_turn_table.select().where(bot_turn_table.c.message_id == turn_id))
            ).one()
            decided = None if state == "waiting" else tx.now
            await tx.execute(
                insert(bot_draft_table).values(
                    id=new_id(), conversation_id=turn.conversation_id, message_id=turn_id, seq=turn.seq,
                    question=turn.asked, text="选择提前结清。", entry_id=self.entries[entry],
                    confidence=turn.confidence, policy="clarify", reason="between_thresholds", thresholds={},
                    candidates=[], opened_at=turn.at, due_at=turn.at + timedelta(seconds=20), state=state,
                    decided_at=decided, said_entry_id=self.entries[said] if said else None,
                )
            )  # fmt: skip

    async def many(self, n: int, entry: str, confidence: float, *, right: bool = True) -> None:
        """Labelled turns of one conversation."""
        opened, customer = await self.world.conversation()
        for _ in range(n):
            turn = await self.turn(entry, confidence, conversation=opened.id, customer=customer)
            await self.label(turn, f"entry:{entry}" if right else None)

    async def _customer_of(self, conversation: UUID) -> Actor:
        return Actor.customer((await self.world.get(conversation)).customer_id, "访客")


class Caller:
    """Signed-in people's requests under /bot/training."""

    def __init__(self, client: httpx.AsyncClient, app: FastAPI) -> None:
        self._client, self._app = client, app

    async def ask(
        self, who: Actor, method: str, path: str, body: object = None, **query: Any
    ) -> httpx.Response:
        self._app.dependency_overrides[current_caller] = lambda: who
        params: dict[str, Any] | None = query or None
        return await self._client.request(method, f"/bot/training{path}", json=body, params=params)


@asynccontextmanager
async def calling(world: World, routers: Sequence[APIRouter]) -> AsyncIterator[Caller]:
    app = FastAPI()
    install(app)
    app.state.db = world.db
    for one in routers:
        app.include_router(one)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield Caller(client, app)
