"""Typing: the customer sees that somebody writes, where the channel can show it. Best effort: nothing depends on it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from cryptography.fernet import Fernet

from tandem.contexts.channels.written.ports import ShowsTyping
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, threads
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Database, Tx

log = structlog.get_logger(__name__)
TYPING_JOB = "channels.typing"
# What a channel shows lasts some seconds; a composer says more often that somebody types.
_EVERY_S = 4.0
_MOST = 10_000
_TIMEOUT_S = 5


def ask_to_show(tx: Tx, conversation_id: UUID, who: str) -> None:
    """`who`: bot or agent."""
    body = {"conversation_id": str(conversation_id), "who": who}
    tx.enqueue(TYPING_JOB, body, priority=-1, dedupe_key=str(conversation_id))


class Typing:
    """What the desk tells that agents type, once in four seconds for a conversation. One for each process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._asked: dict[UUID, float] = {}
        self._asking: set[asyncio.Task[None]] = set()

    def by_agent(self, conversation_id: UUID) -> None:
        """The agent who holds the conversation types. Never waits, never raises."""
        if monotonic() - self._asked.get(conversation_id, -_EVERY_S) < _EVERY_S:
            return
        if len(self._asked) >= _MOST:
            self._asked.clear()
        self._asked[conversation_id] = monotonic()
        task = asyncio.create_task(self._ask(conversation_id))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _ask(self, conversation_id: UUID) -> None:
        with suppress(Exception):
            async with self._db.transaction() as tx:
                if await threads.reached(tx, conversation_id) is not None:  # web chat has a socket
                    ask_to_show(tx, conversation_id, "agent")


class Showing:
    """The job that shows it; of the bot only while it has the conversation and has not answered."""

    def __init__(self, db: Database, vault: Fernet, channels: Channels) -> None:
        self._db, self._vault, self._channels = db, vault, channels

    async def __call__(self, body: Mapping[str, Any]) -> None:
        conversation_id = UUID(body["conversation_id"])
        async with self._db.transaction() as tx:
            reached = await threads.reached(tx, conversation_id)
            if reached is None or not await _writes(tx, conversation_id, body["who"]):
                return
            account = await accounts.get(tx, self._vault, reached[0])
        if account.paused_at is not None or account.kind not in self._channels.kinds:
            return
        channel = self._channels.of(account.kind)
        if isinstance(channel, ShowsTyping) and channel.capabilities.typing:
            try:
                async with asyncio.timeout(_TIMEOUT_S):
                    await channel.typing(account, reached[1])
            except Exception as error:  # the edge to a vendor; what it was to show is over by the next try
                log.info("channels.typing_not_shown", account=account.key, cause=type(error).__name__)


async def _writes(tx: Tx, conversation_id: UUID, who: str) -> bool:
    conversation = await conversations.get(tx, conversation_id)
    if who == "agent":
        return conversation.controller == "agent"
    recent = await conversations.recent_messages(tx, conversation_id, 1)
    return conversation.controller == "bot" and bool(recent) and recent[-1].role == "customer"
