"""Accounts: which there are, how they fare, what they are told, and whether it works."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from cryptography.fernet import Fernet
from fastapi import APIRouter, Depends

from tandem.contexts.access.api import Actor, CurrentStaff, permissions, require
from tandem.contexts.channels.errors import AccountUnfit
from tandem.contexts.channels.written.actions.managing import (
    change_account,
    create_account,
    pause,
    resume,
)
from tandem.contexts.channels.written.actions.trying import ANSWERS, look_at, send_test
from tandem.contexts.channels.written.endpoints.schemas import (
    AccountHealth,
    AccountOut,
    AccountRef,
    ChangedAccount,
    ChannelName,
    Checked,
    FieldOut,
    FindingOut,
    KindOut,
    NewAccount,
    TestMessage,
    TestSent,
    TriedAccount,
)
from tandem.contexts.channels.written.messages import Account
from tandem.contexts.channels.written.ports import Channel
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts
from tandem.contexts.channels.written.setup import Finding, check_filled
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx
from tandem.kit.http import Db, Locale
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id

Admin = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]


def kept_accounts(api: APIRouter, vault: Fernet, channels: Channels) -> None:
    """Making and changing accounts."""

    @api.get("/channels")
    async def list_channels(actor: CurrentStaff, locale: Locale) -> list[ChannelName]:
        """Every way in that this installation has, the web chat first: what a list can be narrowed to."""
        return [
            ChannelName(kind=kind, name=translate(f"channel.{kind}.name", locale))
            for kind in ("web", *sorted(channels.talking))
        ]

    @api.get("/channel-kinds")
    async def list_channel_kinds(actor: Admin, locale: Locale) -> list[KindOut]:
        """The kinds of channel that are installed and what an account of each is asked for."""
        return [_kind(channels, kind, locale) for kind in sorted(channels.kinds)]

    @api.get("/channel-accounts")
    async def list_channel_accounts(db: Db, actor: Admin) -> list[AccountHealth]:
        """Every account, what waits in it and what it can do. Without secrets."""
        async with db.transaction() as tx:
            rows = await accounts.overview(tx)
        return [
            AccountHealth(
                **row._mapping,
                installed=row.kind in channels.kinds,
                capabilities=channels.of(row.kind).capabilities.wire()
                if row.kind in channels.kinds
                else None,
            )
            for row in rows
        ]

    @api.post("/channel-accounts", status_code=201)
    async def create_channel_account(db: Db, actor: Admin, body: NewAccount) -> AccountRef:
        """Without a queue where the kind carries no conversations. 404 "channel_unknown" or "queue_not_found"; 409
        "channel_account_exists"; 422 "channel_account_unfit"."""
        check_filled(channels.of(body.kind).fields, body.settings, body.secrets)
        async with db.transaction() as tx:
            queue_key = await _queue(tx, channels.of(body.kind), body.queue_key)
            made = await create_account(
                tx, vault, actor, kind=body.kind, key=body.key, name=body.name, queue_key=queue_key,
                settings=body.settings, secrets=body.secrets,
            )  # fmt: skip
        return AccountRef(id=made)

    @api.get("/channel-accounts/{account_id}")
    async def get_channel_account(db: Db, actor: Admin, account_id: UUID) -> AccountOut:
        """What the account is told. 404 "channel_account_not_found"."""
        async with db.transaction() as tx:
            return _shown(await accounts.get(tx, vault, account_id))

    @api.put("/channel-accounts/{account_id}")
    async def change_channel_account(
        db: Db, actor: Admin, account_id: UUID, body: ChangedAccount
    ) -> AccountOut:
        """Kind and key stay. 404 "channel_account_not_found", "channel_unknown" or "queue_not_found"; 422
        "channel_account_unfit"."""
        async with db.transaction() as tx:
            kind = channels.of(await accounts.kind_of(tx, account_id))
            queue_key = await _queue(tx, kind, body.queue_key)
            changed = await change_account(
                tx, vault, channels, account_id, actor, name=body.name, queue_key=queue_key,
                settings=body.settings, secrets=body.secrets,
            )  # fmt: skip
        return _shown(changed)

    @api.post("/channel-accounts/{account_id}/pause", status_code=204)
    async def pause_channel_account(db: Db, actor: Admin, account_id: UUID) -> None:
        """Nothing goes out until it is resumed. 404 "channel_account_not_found"."""
        async with db.transaction() as tx:
            await pause(tx, account_id, actor)

    @api.post("/channel-accounts/{account_id}/resume", status_code=204)
    async def resume_channel_account(db: Db, actor: Admin, account_id: UUID) -> None:
        """What waited goes out. 404 "channel_account_not_found"."""
        async with db.transaction() as tx:
            await resume(tx, account_id, actor)


def tried_accounts(api: APIRouter, vault: Fernet, channels: Channels) -> None:
    """Whether it works."""

    @api.post("/channel-trials")
    async def try_channel_account(db: Db, actor: Admin, locale: Locale, body: TriedAccount) -> Checked:
        """Look at the far end with what is filled in, before it is saved; up to 20 s. 404 "channel_unknown" or
        "channel_account_not_found"; 422 "channel_account_unfit"."""
        channel, known = channels.of(body.kind), None
        if body.account is not None:
            async with db.transaction() as tx:
                known = await accounts.get(tx, vault, body.account)
        secrets = {**(known.secrets if known else {}), **body.secrets}
        check_filled(channel.fields, body.settings, secrets)
        tried = Account(
            known.id if known else new_id(), body.kind, known.key if known else "new_account", "", "",
            body.settings, secrets,
        )  # fmt: skip
        return _checked(await look_at(channel, tried), body.kind, locale)

    @api.post("/channel-accounts/{account_id}/check")
    async def check_channel_account(db: Db, actor: Admin, locale: Locale, account_id: UUID) -> Checked:
        """The same for an account as it is saved. 404 "channel_account_not_found" or "channel_unknown"."""
        async with db.transaction() as tx:
            account = await accounts.get(tx, vault, account_id)
        return _checked(await look_at(channels.of(account.kind), account), account.kind, locale)

    @api.post("/channel-accounts/{account_id}/test-message")
    async def send_test_message(db: Db, actor: Admin, account_id: UUID, body: TestMessage) -> TestSent:
        """One message at once, beside the outbox; 10 an hour and account. Audited without the recipient. 404
        "channel_account_not_found" or "channel_unknown"; 429."""
        async with db.transaction() as tx:
            account = await accounts.get(tx, vault, account_id)
        code, detail = await send_test(
            db, channels.of(account.kind), account, actor, body.recipient, body.text
        )
        return TestSent(sent=code is None, code=code, detail=detail)


async def _queue(tx: Tx, channel: Channel, queue_key: str | None) -> str:
    """The key of a queue that is there, empty where none is needed. Raises QueueUnknown, AccountUnfit."""
    if not channel.capabilities.talks:
        return ""
    if queue_key is None:
        raise AccountUnfit(fields=[("queue_key", "needed")])
    return (await conversations.queue_by_key(tx, queue_key)).key


def _kind(channels: Channels, kind: str, locale: str) -> KindOut:
    channel = channels.of(kind)
    fields = [
        FieldOut(**one.wire(), label=translate(f"channel.{kind}.field.{one.key}", locale))  # type: ignore[arg-type]
        for one in channel.fields
    ]
    name = translate(f"channel.{kind}.name", locale)
    return KindOut(kind=kind, name=name, fields=fields, capabilities=channel.capabilities.wire())


def _shown(account: Account) -> AccountOut:
    return AccountOut(
        id=account.id, kind=account.kind, key=account.key, name=account.name, queue_key=account.queue_key,
        settings=dict(account.settings), secrets=sorted(account.secrets), paused_at=account.paused_at,
    )  # fmt: skip


def _checked(found: Sequence[Finding], kind: str, locale: str) -> Checked:
    def words(one: Finding) -> str:
        of = "" if one.key == ANSWERS else f".{kind}"
        return translate(f"channel{of}.check.{one.key}", locale)

    return Checked(
        findings=[
            FindingOut(key=one.key, ok=one.ok, detail=one.detail[:500], label=words(one)) for one in found
        ]
    )
