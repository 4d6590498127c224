"""Templates: made, changed, switched off and on."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels.errors import (
    TemplateExists,
    TemplateNotFound,
    TemplatesUnsupported,
    TemplateUnfit,
)
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, templates
from tandem.contexts.channels.written.rules.saying import said_of
from tandem.contexts.channels.written.rules.templating import faults
from tandem.contexts.channels.written.template import MessageTemplate, Purpose, TemplateRules, TemplateText
from tandem.kit.db import Tx


def rules_of(channels: Channels, kind: str) -> TemplateRules:
    """What the kind of channel demands. Raises ChannelUnknown, TemplatesUnsupported."""
    found = channels.of(kind).capabilities.templates
    if found is None:
        raise TemplatesUnsupported(params={"kind": kind})
    return found


async def create_template(
    tx: Tx,
    channels: Channels,
    actor: Actor,
    *,
    kind: str,
    account_id: UUID | None,
    key: str,
    locale: str,
    purpose: Purpose,
    name: str,
    content: TemplateText,
    reader: str = "zh-CN",
) -> UUID:
    """A template for an account, or for every account of a kind (`account_id` None; where the channel's operator
    approves templates it is one account's). Audited. `reader`: the language of what is wrong. Raises ChannelUnknown,
    TemplatesUnsupported, AccountNotFound, TemplateUnfit, TemplateExists, Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    rules = rules_of(channels, kind)
    if account_id is None and rules.external_id == "needed":
        raise TemplateUnfit(fields=[("account_id", said_of("account_needed", None, reader))])
    if account_id is not None and await accounts.kind_of(tx, account_id) != kind:
        raise TemplateUnfit(fields=[("account_id", said_of("other_kind", None, reader))])
    _check(content, rules, purpose, reader)
    made = await templates.add(
        tx, actor.label, kind=kind, account_id=account_id, key=key, locale=locale, purpose=purpose, name=name,
        content=content,
    )  # fmt: skip
    if made is None:
        raise TemplateExists(params={"key": key})
    told = {"kind": kind, "key": key, "locale": locale}
    await record(tx, actor, "template.created", f"message_template:{made}", told)
    return made


async def load_template(
    tx: Tx, actor: Actor, *, kind: str, account_key: str, key: str, locale: str, purpose: Purpose, name: str,
    content: TemplateText,
) -> bool:  # fmt: skip
    """A template that a seed brings for an account; False when the account is not there, or has one of this key and
    language, which then stays as it is. The channel's rules are not asked: tests hold seeds to them. Audited."""
    actor.require(permissions.SETTINGS_MANAGE)
    found = await accounts.settings_of(tx, kind, account_key)
    if found is None:
        return False
    told = {"kind": kind, "key": key, "locale": locale}
    made = await templates.add(
        tx, actor.label, account_id=found[0], purpose=purpose, name=name, content=content, **told
    )
    if made is not None:
        await record(tx, actor, "template.created", f"message_template:{made}", told)
    return made is not None


async def change_template(
    tx: Tx,
    channels: Channels,
    actor: Actor,
    template_id: UUID,
    *,
    purpose: Purpose,
    name: str,
    content: TemplateText,
    reader: str = "zh-CN",
) -> MessageTemplate:
    """Its next version; what was sent keeps the old words. The same again changes nothing. Audited. Raises
    TemplateNotFound, ChannelUnknown, TemplatesUnsupported, TemplateUnfit, Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    if await templates.lock(tx, template_id) is None:
        raise TemplateNotFound()
    before = await get(tx, template_id)
    _check(content, rules_of(channels, before.kind), purpose, reader)
    if (before.content, before.name, before.purpose) == (content, name, purpose):
        return before
    version = before.version + 1
    await templates.rewrite(
        tx, template_id, version, actor.label, purpose=purpose, name=name, content=content
    )
    await record(tx, actor, "template.changed", f"message_template:{template_id}", {"version": version})
    return await get(tx, template_id)


async def switch_template(tx: Tx, actor: Actor, template_id: UUID, *, on: bool) -> MessageTemplate:
    """Nobody can send it while it is off; what waits in the outbox goes out all the same. Twice is once. Audited.
    Raises TemplateNotFound, Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    if await templates.lock(tx, template_id) is None:
        raise TemplateNotFound()
    before = await get(tx, template_id)
    if (before.off_at is None) != on:
        await templates.switch(tx, template_id, None if on else tx.now, None if on else actor.label)
        act = "template.switched_on" if on else "template.switched_off"
        await record(tx, actor, act, f"message_template:{template_id}", None)
    return await get(tx, template_id)


async def get(tx: Tx, template_id: UUID) -> MessageTemplate:
    """Raises TemplateNotFound."""
    found = await templates.find(tx, template_id)
    if found is None:
        raise TemplateNotFound()
    return found


def _check(content: TemplateText, rules: TemplateRules, purpose: Purpose, reader: str) -> None:
    wrong = faults(content, rules, purpose)
    if wrong:
        raise TemplateUnfit(fields=[(one.where, said_of(one.code, one.limit, reader)) for one in wrong])
