"""What one process needs to let conversations go on elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import segno
from cryptography.fernet import Fernet

from tandem.contexts.access.api import Actor
from tandem.contexts.channels import repository as sites
from tandem.contexts.channels.continuing.actions.finding_ways import find_ways, present
from tandem.contexts.channels.continuing.actions.inviting import LASTS, Inviting, chat_address, invite_to
from tandem.contexts.channels.continuing.actions.offering import ask, offer
from tandem.contexts.channels.continuing.rules.ways import (
    CustomerWay,
    Offered,
    OpenWay,
    Reach,
    for_customer,
    new_token,
)
from tandem.contexts.channels.written.actions.permitting import why_shut
from tandem.contexts.channels.written.messages import Account
from tandem.contexts.channels.written.ports import SendLater, SendRefused
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import CannotGoOn
from tandem.kit.db import Tx
from tandem.kit.errors import Unavailable
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

_WEB = ("web", "app")
_FRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Continuing:
    """`base_url`: our address as customers type it."""

    channels: Channels
    vault: Fernet
    base_url: str

    async def ways(self, tx: Tx, conversation_id: UUID) -> list[OpenWay]:
        """Every way to go on, those that are open first; the web chat by a link."""
        conversation = await conversations.get(tx, conversation_id)
        found = await find_ways(tx, self.channels, conversation)
        channel, _ = await present(tx, conversation)
        if channel not in _WEB and (site := await self._site(tx)) is not None:
            reach = Reach(conversation.id, "web", site[0], site[1], "")
            found.append(OpenWay(reach, "link", None))
        return found

    async def go_on(self, tx: Tx, conversation_id: UUID, channel: str, account: str, actor: Actor) -> str:
        """Ask, send a link, or go: how, as `OpenWay.how`. Raises CannotGoOn, NotController."""
        if channel != "web":
            return (await offer(tx, self.channels, conversation_id, channel, account, actor)).how
        way = next((one for one in await self.ways(tx, conversation_id) if one.reach.channel == "web"), None)
        if way is None or way.reach.account != account:
            raise CannotGoOn()
        token = new_token()
        url = chat_address(self.base_url, account, token)
        made = await invite_to(tx, conversation_id, "web", account, actor, token, url)
        locale = await conversations.language_of(tx, await conversations.get(tx, conversation_id))
        text = translate("conversations.continue_link", locale, url=made.url)
        await conversations.reply(tx, conversation_id, actor, client_id=new_id().hex, text=text)
        return "link"

    async def for_customer(self, tx: Tx, conversation: conversations.Conversation) -> list[CustomerWay]:
        """Every channel of the lender's into which the customer can go, and why not into some."""
        lenders = [
            Offered(
                one.kind, one.key, one.name, isinstance(self.channels.of(one.kind), Inviting),
                self.channels.of(one.kind).capabilities.address,
            )
            for one in await accounts.all_of(tx)
            if one.kind in self.channels.kinds and one.paused_at is None
        ]  # fmt: skip
        known = await find_ways(tx, self.channels, conversation)
        return for_customer(lenders, known, await present(tx, conversation))

    async def ask(self, tx: Tx, conversation_id: UUID, channel: str, account: str) -> None:
        """The customer chose a channel: they are asked in the conversation, where the words say what it means; not a
        second time while that is the last thing said. Raises CannotGoOn."""
        last = await conversations.recent_messages(tx, conversation_id, 1)
        if last and last[0].kind == "choice" and tx.now - last[0].created_at < _FRESH:
            told = last[0].payload.get("continuation") or {}
            if told.get("channel") == channel:
                return
        await ask(tx, self.channels, conversation_id, channel, account, Actor.bot())

    async def inviters(self, tx: Tx) -> list[Account]:
        """Accounts into which a customer comes by a QR code."""
        return [
            account
            for kind in sorted(self.channels.kinds)
            if isinstance(self.channels.of(kind), Inviting)
            for account in await accounts.of_kind(tx, self.vault, kind)
            if account.paused_at is None
        ]

    async def code(self, account: Account) -> tuple[str, str]:
        """A fresh token, and the address that leads into the account with it; `invite_to` makes it good. Asks the
        vendor: never within a transaction. Raises Unavailable."""
        channel, token = self.channels.of(account.kind), new_token()
        assert isinstance(channel, Inviting)
        try:
            return token, await channel.invite(account, token, int(LASTS.total_seconds()))
        except (SendLater, SendRefused) as no:
            raise Unavailable("channel_away", retry_after=5) from no

    async def may_still(self, tx: Tx, leg_id: UUID) -> str | None:
        """See conversations.receive: why what was asked for cannot be any more, as a code."""
        return await why_shut(tx, leg_id, channels=self.channels)

    async def _site(self, tx: Tx) -> tuple[str, str] | None:
        return next(((one.key, one.name) for one in await sites.all_sites(tx) if one.kind == "web"), None)


def picture(url: str) -> str:
    """A QR code as a data address."""
    return str(segno.make(url, error="m").svg_data_uri(scale=6, border=4, light="white"))
