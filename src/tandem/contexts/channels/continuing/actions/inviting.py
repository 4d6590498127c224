"""Inviting: a link or a QR code by which the customer goes on elsewhere by themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable
from urllib.parse import quote
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.rules.ways import token_hash
from tandem.contexts.channels.written.messages import Account
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import Way
from tandem.kit.db import Tx

LASTS = timedelta(minutes=30)


@runtime_checkable
class Inviting(Protocol):
    """A written channel into which people come by a code of ours; what an adapter adds to `Channel`."""

    async def invite(self, account: Account, scene: str, lasts_s: int) -> str:
        """The address that a QR code shows: whoever follows it writes as an `Incoming` with this `scene` (64 letters at
        most). Raises SendLater or SendRefused."""
        ...


@dataclass(frozen=True)
class Invitation:
    """Where to go, once, until when."""

    url: str
    expires_at: datetime


async def invite_to(
    tx: Tx, conversation_id: UUID, channel: str, account: str, actor: Actor, token: str, url: str
) -> Invitation:  # fmt: skip
    """A fresh token is good for the conversation from now on; `url`: the address that has it. Whoever must ask a vendor
    for that address does so before, without a transaction. Raises CannotGoOn."""
    until = tx.now + LASTS
    await conversations.offer_link(
        tx, conversation_id, Way(channel, account), token_hash(token), until, actor
    )
    return Invitation(url, until)


def chat_address(base_url: str, site: str, token: str) -> str:
    """The full chat page; the token is behind #, which no server's log sees."""
    return f"{base_url}/chat/?site={quote(site)}#continue={token}"
