"""What the loan book says of the customer who writes: besides published entries, all that an answer may rest on.

Read only for a model that is the lender's own, and only for a session that has proven whose loans they are: the very
proof without which flows would not say them either. Nobody else's figures come near an answer."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Protocol
from uuid import UUID

import structlog

from tandem.contexts.bot.dialogue.serving.repository import Standing
from tandem.contexts.bot.ports import AccountRefused, Accounts, AccountsUnavailable
from tandem.contexts.conversations import api as conversations
from tandem.contexts.verification.api import Level
from tandem.kit.chinese.writing import day, money
from tandem.kit.db import Database

log = structlog.get_logger(__name__)
_PATIENCE_S = 1.5
_LOANS = 5


class Standings(Protocol):
    """What the flows know of who writes (`Conversing`)."""

    async def standing(
        self, tx: Any, conversation: conversations.Conversation, writer: UUID, session: str
    ) -> Standing: ...


class OwnData:
    """One for each worker. `zone`: in which the loan book's days are."""

    def __init__(self, db: Database, flows: Standings, accounts: Accounts, zone: tzinfo) -> None:
        self._db, self._flows, self._accounts, self._zone = db, flows, accounts, zone

    async def lines(self, message: Mapping[str, Any]) -> tuple[str, ...]:
        """Sentences with the figures of whoever wrote `message` (on the wire); none where nothing is proven, or the
        loan book does not answer in time: then there is nothing to be said of them."""
        customer = await self._proven(message)
        if customer is None:
            return ()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await self._told(customer, self._db.clock.now().astimezone(self._zone))
        except (TimeoutError, AccountsUnavailable) as error:
            log.warning("own_data.unavailable", cause=repr(error))
            return ()

    async def _proven(self, message: Mapping[str, Any]) -> str | None:
        """The lender's number of the customer who wrote."""
        async with self._db.transaction() as tx:
            conversation = await conversations.get(tx, UUID(message["conversation_id"]))
            author = (message.get("author") or {}).get("id")
            writer = UUID(author) if author else conversation.customer_id
            session = str(message["payload"].get("session") or "")
            found = await self._flows.standing(tx, conversation, writer, session)
        enough = found.proven is None or found.proven >= Level.BOUND
        return found.account if enough else None

    async def _told(self, customer: str, now: datetime) -> tuple[str, ...]:
        lines: list[str] = []
        for loan in (await self._accounts.loans(customer, now))[:_LOANS]:
            paid = f"共{loan.periods}期，已还{loan.paid_periods}期"
            lines.append(f"您的{loan.label}，剩余本金{money(loan.principal_fen)}，{paid}。")
        try:
            bill = await self._accounts.bill(customer, now)
            late = "，已经逾期" if bill.overdue else ""
            lines.append(f"您本期应还{money(bill.due_fen)}，还款日是{day(bill.due_on)}{late}。")
        except AccountRefused:
            pass  # nothing is owed
        try:
            limit = await self._accounts.limit(customer, now)
            lines.append(f"您的额度是{money(limit.fen)}，可用额度是{money(limit.available_fen)}。")
        except AccountRefused:
            pass  # a customer without a limit
        return tuple(lines)
