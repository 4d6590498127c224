"""The bot offers another channel by itself: to who asks for one, and to who stands in line on a page that they would
have to keep open (rules/offering)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.actions.finding_ways import find_ways
from tandem.contexts.channels.continuing.actions.offering import ask, offer
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.continuing.rules.offering import LIVE, Waits, as_wished, in_line
from tandem.contexts.channels.continuing.rules.wishing import wished
from tandem.contexts.channels.push.rules import reachable_at
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import CannotGoOn
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database, Tx
from tandem.kit.i18n import translate

log = structlog.get_logger(__name__)
EVERY_S = 10.0
_LASTING = timedelta(seconds=3 * EVERY_S)
"""A conversation is looked at in two or three rounds: one that is missed costs an offer, no answer."""


@dataclass(frozen=True)
class OfferingByItself:
    """`after`: how long somebody stands in line before the bot offers them something."""

    db: Database
    continuing: Continuing
    zone: ZoneInfo
    after: timedelta

    async def answer(self, tx: Tx, conversation_id: UUID, text: str) -> UUID | None:
        """The bot's answer to who asks to be answered in another channel: the question by buttons where they can be
        reached there, else how they get there by a code. The message's id; None when the text says nothing of the kind,
        or it cannot be done: then the bot answers it as anything else."""
        channel = wished(text)
        if channel is None:
            return None
        conversation = await conversations.lock(tx, conversation_id)
        if conversation.controller != "bot" or channel == conversation.way:
            return None
        way = as_wished(channel, await find_ways(tx, self.continuing.channels, conversation))
        if way is None:
            return await self._by_code(tx, conversation, channel)
        try:
            asked = await ask(
                tx, self.continuing.channels, conversation.id, channel, way.reach.account, Actor.bot()
            )
        except CannotGoOn:
            return None
        return asked.id

    async def _by_code(self, tx: Tx, conversation: conversations.Conversation, channel: str) -> UUID | None:
        if conversation.way not in LIVE:
            return None
        account = next((one for one in await self.continuing.inviters(tx) if one.kind == channel), None)
        if account is None:
            return None
        locale = await conversations.language_of(tx, conversation)
        text = translate("channels.elsewhere_by_code", locale, name=account.name)
        said = await conversations.reply_as_bot(
            tx, conversation.id, client_id=f"elsewhere-{conversation.last_seq}", text=text
        )
        return said.message.id if said else None

    async def sweep(self) -> None:
        """Offer once what the rule allows, one conversation a transaction."""
        async with self.db.transaction() as tx:
            found = await conversations.waiting_in_line(tx, LIVE, tx.now - self.after, _LASTING)
        for conversation_id in found:
            try:
                async with self.db.transaction() as tx:
                    await self._look(tx, conversation_id)
            except CannotGoOn as no:
                log.info("channels.not_offered", code=no.code)

    async def _look(self, tx: Tx, conversation_id: UUID) -> None:
        conversation = await conversations.lock(tx, conversation_id)
        offered, unseen = await conversations.spoken_of_elsewhere(tx, conversation_id)
        said = await customers.consent(tx, conversation.customer_id, "service")
        wish = await customers.preferences(tx, conversation.customer_id)
        waits = Waits(
            conversation.status, conversation.controller, conversation.way, offered, unseen,
            refuses=said is not None and not said.given,
            reachable=reachable_at(wish.contact_from, wish.contact_until, tx.now, self.zone) <= tx.now,
        )  # fmt: skip
        channels = self.continuing.channels
        found = in_line(waits, await find_ways(tx, channels, conversation))
        if found is not None:
            do = ask if found.ask else offer
            await do(
                tx, channels, conversation_id, found.way.reach.channel, found.way.reach.account, Actor.bot()
            )
