"""Finding by which ways the customer of a conversation can be reached: from where they wrote, and what they proved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from tandem.contexts.channels.continuing.rules.ways import OpenWay, Reach, ways_of
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, threads
from tandem.contexts.channels.written.rules.permitting import TEMPLATES_ONLY
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx


async def find_ways(tx: Tx, channels: Channels, conversation: conversations.Conversation) -> list[OpenWay]:
    """Every account by which the person is known, but for that in which the conversation is now."""
    person = conversation.customer_id
    family = await customers.family(tx, person)
    known = {row.id: row for row in await accounts.all_of(tx) if row.kind in channels.kinds}
    found = []
    for there in await threads.written_from(tx, family):
        if (one := known.get(there.account_id)) is not None:
            shown = _shown(channels, one.kind, there.recipient)
            told = {
                name: getattr(there, name) for name in ("recipient", "last_in_at", "sent_since", "refused_at")
            }
            found.append(_reach(one, shown, **told))
    for data in await customers.personal_of(tx, person):
        if data.verified_at is not None or data.source == "core":
            found += [
                _reach(one, data.masked, address_kind=data.kind)
                for one in known.values()
                if channels.of(one.kind).capabilities.address == data.kind
            ]
    found = [await _with_open(tx, one, conversation) for one in found]
    members = (await customers.by_ids(tx, family)).values()
    return ways_of(
        found, here=await present(tx, conversation), preferred=await _preferred(tx, person),
        blocked=any(one.blocked for one in members), now=tx.now,
        caps={kind: channels.of(kind).capabilities for kind in channels.kinds},
    )  # fmt: skip


async def _preferred(tx: Tx, person: UUID) -> str | None:
    """The channel that they set themselves: what staff noted for them is no consent."""
    said = await customers.preferences(tx, person)
    return said.channel if said.by_customer else None


async def present(tx: Tx, conversation: conversations.Conversation) -> tuple[str, str]:
    """The channel and the account in which a conversation is now."""
    if conversation.leg_id is None:
        return conversation.channel, conversation.account
    legs = await conversations.live_legs(tx, conversation.id)
    now = next((one for one in legs if one.id == conversation.leg_id), None)
    return (now.channel, now.account) if now else (conversation.channel, conversation.account)


def _reach(account: Row[Any], shown: str, **told: Any) -> Reach:
    paused = account.paused_at is not None
    only = account.settings.get(TEMPLATES_ONLY) is True
    return Reach(
        account.id, account.kind, account.key, account.name, shown, paused=paused, templates_only=only, **told
    )


def _shown(channels: Channels, kind: str, address: str) -> str:
    personal = channels.of(kind).capabilities.address
    return customers.masked_value(personal, address) if personal else ""


async def _with_open(tx: Tx, one: Reach, conversation: conversations.Conversation) -> Reach:
    """With the conversation that is open there, if it is another one."""
    if one.recipient is None:
        return one
    there = await customers.by_identity(tx, one.channel, one.account, one.recipient)
    if there is None:
        return one
    open_ = await conversations.open_of_customer(tx, there.id, one.channel, one.account)
    return replace(one, open_there=open_.id) if open_ is not None and open_.id != conversation.id else one


def way_to(ways: Sequence[OpenWay], channel: str, account: str) -> OpenWay | None:
    """The way of this account, or None."""
    return next((one for one in ways if (one.reach.channel, one.reach.account) == (channel, account)), None)
