"""Accounts: made, paused, resumed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels.errors import AccountExists
from tandem.contexts.channels.written.actions.delivering import ask_to_deliver
from tandem.contexts.channels.written.messages import Account
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, outbox
from tandem.contexts.channels.written.setup import check_filled
from tandem.kit.db import Tx


async def create_account(
    tx: Tx,
    vault: Fernet,
    actor: Actor,
    *,
    kind: str,
    key: str,
    name: str,
    queue_key: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> UUID:
    """An account of a channel; its secrets are kept encrypted. Audited without them. Raises AccountExists,
    Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    made = await accounts.add(
        tx, vault, kind=kind, key=key, name=name, queue_key=queue_key, settings=settings, secrets=secrets
    )
    if made is None:
        raise AccountExists(params={"key": key})
    await record(tx, actor, "channel.account_created", f"channel_account:{made}", {"kind": kind, "key": key})
    return made


async def change_account(
    tx: Tx,
    vault: Fernet,
    channels: Channels,
    account_id: UUID,
    actor: Actor,
    *,
    name: str,
    queue_key: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str | None],
) -> Account:
    """The account as it is then. Of `secrets` only those named change; None takes one away. Audited with the names of
    what changed. Raises AccountNotFound, ChannelUnknown, AccountUnfit, Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    before = await accounts.get(tx, vault, account_id)
    kept = {key: value for key, value in {**before.secrets, **secrets}.items() if value is not None}
    check_filled(channels.of(before.kind).fields, settings, kept)
    await accounts.rewrite(
        tx, vault, account_id, name=name, queue_key=queue_key, settings=settings, secrets=kept
    )
    told = {key for key in {*before.settings, *settings} if before.settings.get(key) != settings.get(key)}
    told |= {"name"} if before.name != name else set()
    told |= {"queue"} if before.queue_key != queue_key else set()
    audit = {"changed": sorted(told), "secrets": sorted(secrets)}
    await record(tx, actor, "channel.account_changed", f"channel_account:{account_id}", audit)
    return await accounts.get(tx, vault, account_id)


async def change_settings(tx: Tx, actor: Actor, *, kind: str, key: str, settings: Mapping[str, Any]) -> bool:
    """Give an account other settings; its secrets stay. Audited where they differ. False when there is no such account.
    Raises Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    found = await accounts.settings_of(tx, kind, key)
    if found is None:
        return False
    id_, known = found
    if known != dict(settings):
        await accounts.change(tx, id_, settings=dict(settings))
        await record(
            tx, actor, "channel.account_changed", f"channel_account:{id_}", {"kind": kind, "key": key}
        )
    return True


async def pause(tx: Tx, account_id: UUID, actor: Actor) -> None:
    """Nothing goes out until it is resumed; what comes in is taken in all the same. Twice is once. Audited."""
    actor.require(permissions.SETTINGS_MANAGE)
    await accounts.change(tx, account_id, paused_at=tx.now, paused_by=actor.label)
    await record(tx, actor, "channel.account_paused", f"channel_account:{account_id}", {})


async def resume(tx: Tx, account_id: UUID, actor: Actor) -> None:
    """What waited goes out. Audited."""
    actor.require(permissions.SETTINGS_MANAGE)
    await accounts.change(tx, account_id, paused_at=None, paused_by=None)
    await record(tx, actor, "channel.account_resumed", f"channel_account:{account_id}", {})
    for thread_id in await outbox.open_of_account(tx, account_id):
        ask_to_deliver(tx, thread_id)
