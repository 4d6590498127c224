"""What one process needs to let conversations go on elsewhere."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import segno
from cryptography.fernet import Fernet

from tandem.contexts.access.api import Actor
from tandem.contexts.channels import repository as sites
from tandem.contexts.channels.continuing.actions.finding_ways import find_ways, present
from tandem.contexts.channels.continuing.actions.inviting import Invitation, Inviting, chat_address, invite_to
from tandem.contexts.channels.continuing.actions.offering import offer
from tandem.contexts.channels.continuing.rules import OpenWay, Reach
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

        async def address(token: str) -> str:
            return chat_address(self.base_url, account, token)

        made = await invite_to(tx, conversation_id, "web", account, actor, address)
        text = translate("conversations.continue_link", "zh-CN", url=made.url)
        await conversations.reply(tx, conversation_id, actor, client_id=new_id().hex, text=text)
        return "link"

    async def inviters(self, tx: Tx) -> list[Account]:
        """Accounts into which a customer comes by a QR code."""
        return [
            account
            for kind in sorted(self.channels.kinds)
            if isinstance(self.channels.of(kind), Inviting)
            for account in await accounts.of_kind(tx, self.vault, kind)
            if account.paused_at is None
        ]

    async def invite(self, tx: Tx, conversation_id: UUID, account: Account, actor: Actor) -> Invitation:
        """A code for the customer of a conversation who writes on the web. Raises CannotGoOn, Unavailable."""
        channel = self.channels.of(account.kind)
        assert isinstance(channel, Inviting)
        return await invite_to(tx, conversation_id, account.kind, account.key, actor, _code(channel, account))

    async def _site(self, tx: Tx) -> tuple[str, str] | None:
        return next(((one.key, one.name) for one in await sites.all_sites(tx) if one.kind == "web"), None)


def _code(channel: Inviting, account: Account) -> Callable[[str], Awaitable[str]]:
    async def address(token: str) -> str:
        try:
            return await channel.invite(account, token, 1_800)
        except (SendLater, SendRefused) as no:
            raise Unavailable("channel_away", retry_after=5) from no

    return address


def picture(url: str) -> str:
    """A QR code as a data address."""
    return str(segno.make(url, error="m").svg_data_uri(scale=6, border=4, light="white"))
