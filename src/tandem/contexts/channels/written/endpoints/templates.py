"""/message-templates: made, changed, looked at, tried, switched off; what channels demand of them."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from cryptography.fernet import Fernet
from fastapi import APIRouter, Depends

from tandem.contexts.access.api import Actor, label_names, permissions, require
from tandem.contexts.channels.errors import TemplateUnfit
from tandem.contexts.channels.written.actions.keeping_templates import (
    change_template,
    create_template,
    get,
    rules_of,
    switch_template,
)
from tandem.contexts.channels.written.actions.trying import send_test
from tandem.contexts.channels.written.endpoints.schemas import AccountRef, TestSent
from tandem.contexts.channels.written.endpoints.template_schemas import (
    ChangedTemplate,
    Labelled,
    NewTemplate,
    TemplateFault,
    TemplateKind,
    TemplateOut,
    TemplatePreview,
    TemplateTest,
    TemplateVersionOut,
    TriedTemplate,
)
from tandem.contexts.channels.written.messages import Template
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import accounts, templates
from tandem.contexts.channels.written.rules.saying import said_of
from tandem.contexts.channels.written.rules.sourcing import SOURCES
from tandem.contexts.channels.written.rules.templating import faults, fill, size, value_faults
from tandem.contexts.channels.written.template import Fault, MessageTemplate, TemplateText
from tandem.kit.http import Db, Locale
from tandem.kit.i18n import translate

Admin = Annotated[Actor, Depends(require(permissions.SETTINGS_MANAGE))]


def kept_templates(api: APIRouter, channels: Channels) -> None:
    """Making and changing them."""

    @api.get("/message-template-kinds")
    async def list_template_kinds(actor: Admin, locale: Locale) -> list[TemplateKind]:
        """The kinds of channel that have templates, and what each demands of them."""
        with_templates = [kind for kind in sorted(channels.kinds) if channels.of(kind).capabilities.templates]
        return [_kind(channels, kind, locale) for kind in with_templates]

    @api.get("/message-templates")
    async def list_message_templates(db: Db, actor: Admin) -> list[TemplateOut]:
        """All of them as they are now, those switched off too."""
        async with db.transaction() as tx:
            found = await templates.every(tx)
            named = await label_names(tx, [label for one in found for label in (one.changed_by, one.off_by)])
        return [_shown(one, named) for one in found]

    @api.post("/message-templates", status_code=201)
    async def create_message_template(db: Db, actor: Admin, locale: Locale, body: NewTemplate) -> AccountRef:
        """404 "channel_unknown" or "channel_account_not_found"; 409 "template_exists"; 422 "template_unfit",
        "templates_unsupported". Audited."""
        async with db.transaction() as tx:
            made = await create_template(
                tx, channels, actor, kind=body.kind, account_id=body.account_id, key=body.key, locale=body.locale,
                purpose=body.purpose, name=body.name, content=body.content(), reader=locale,
            )  # fmt: skip
        return AccountRef(id=made)

    @api.get("/message-templates/{template_id}/versions")
    async def list_template_versions(db: Db, actor: Admin, template_id: UUID) -> list[TemplateVersionOut]:
        """What it said before, the newest first. 404 "template_not_found"."""
        async with db.transaction() as tx:
            await get(tx, template_id)
            found = await templates.versions(tx, template_id)
            named = await label_names(tx, [by for *_, by in found])
        return [
            TemplateVersionOut(
                version=number, name=name, text=said.text, subject=said.subject, external_id=said.external_id,
                link=said.link, at=at, by=_who(by, named),
            )
            for number, name, said, at, by in found
        ]  # fmt: skip

    @api.put("/message-templates/{template_id}")
    async def change_message_template(
        db: Db, actor: Admin, locale: Locale, template_id: UUID, body: ChangedTemplate
    ) -> TemplateOut:
        """Its next version; channel, account, key and language stay. 404 "template_not_found"; 422 "template_unfit".
        Audited."""
        async with db.transaction() as tx:
            changed = await change_template(
                tx, channels, actor, template_id, purpose=body.purpose, name=body.name, content=body.content(),
                reader=locale,
            )  # fmt: skip
        return _shown(changed)

    @api.post("/message-templates/{template_id}/off")
    async def switch_message_template_off(db: Db, actor: Admin, template_id: UUID) -> TemplateOut:
        """Nobody can send it from now on. 404 "template_not_found". Audited."""
        async with db.transaction() as tx:
            return _shown(await switch_template(tx, actor, template_id, on=False))

    @api.post("/message-templates/{template_id}/on")
    async def switch_message_template_on(db: Db, actor: Admin, template_id: UUID) -> TemplateOut:
        """It can be sent again. 404 "template_not_found". Audited."""
        async with db.transaction() as tx:
            return _shown(await switch_template(tx, actor, template_id, on=True))


def tried_templates(api: APIRouter, vault: Fernet, channels: Channels) -> None:
    """Looking at one before it is saved, and on a telephone."""

    @api.post("/message-template-previews")
    async def preview_message_template(
        db: Db, actor: Admin, locale: Locale, body: TriedTemplate
    ) -> TemplatePreview:
        """How it would look and what is wrong with it; nothing is saved. 404 "channel_unknown" or
        "channel_account_not_found"; 422 "templates_unsupported"."""
        rules, settings, content = rules_of(channels, body.kind), {}, body.content()
        if body.account_id is not None:
            async with db.transaction() as tx:
                settings = dict((await accounts.told_of(tx, body.account_id)).settings)
        wrong = faults(content, rules, body.purpose)
        known = {one.key for one in content.fields if one.kind in rules.kinds}
        given = {key: value for key, value in body.values.items() if key in known and value}
        tried = value_faults(content, rules, given) if not wrong else []
        wrong += [one for one in tried if one.code != "empty"]
        filled = fill(content, {**_examples(content), **given})
        text, characters, segments = size(filled.text, rules, settings)
        said = [_fault(one, locale) for one in wrong]
        return TemplatePreview(
            text=text, subject=filled.subject, characters=characters, segments=segments, faults=said
        )

    @api.post("/message-templates/{template_id}/test-message")
    async def send_template_test(
        db: Db, actor: Admin, locale: Locale, template_id: UUID, body: TemplateTest
    ) -> TestSent:
        """One message made of it at once, beside the outbox; counted with the account's other tests, 10 an hour. All
        values are typed: no ledger is asked for a test. Audited without the recipient. 404 "template_not_found" or
        "channel_account_not_found"; 422 "template_unfit"; 429."""
        async with db.transaction() as tx:
            found = await get(tx, template_id)
            from_account = found.account_id or body.account_id
            if from_account is None:
                raise TemplateUnfit(fields=[("account_id", said_of("account_needed", None, locale))])
            account = await accounts.get(tx, vault, from_account)
        if account.kind != found.kind:
            raise TemplateUnfit(fields=[("account_id", said_of("other_kind", None, locale))])
        wrong = value_faults(found.content, rules_of(channels, found.kind), body.values)
        if wrong:
            fields = [(f"values.{one.where}", said_of(one.code, one.limit, locale)) for one in wrong]
            raise TemplateUnfit(fields=fields)
        filled = fill(found.content, body.values)
        made = Template(
            found.key, found.content.external_id or "", filled.values, filled.subject, found.content.link
        )
        code, detail = await send_test(
            db, channels.of(found.kind), account, actor, body.recipient, filled.text, made
        )
        return TestSent(sent=code is None, code=code, detail=detail)


def _examples(content: TemplateText) -> dict[str, str]:
    """What stands in a place until somebody fills it in: the field's name, marked."""
    return {one.key: one.preset or f"〔{one.name or one.key}〕" for one in content.fields}


def _kind(channels: Channels, kind: str, locale: str) -> TemplateKind:
    rules = rules_of(channels, kind)
    return TemplateKind(
        kind=kind, name=translate(f"channel.{kind}.name", locale), external_id=rules.external_id,
        subject_chars=rules.subject_chars, link=rules.link, text_chars=rules.text_chars,
        kind_by_key=rules.kind_of is not None, counts_segments=rules.segments is not None,
        kinds=[Labelled(key=one, label=translate(f"template.kind.{one}", locale)) for one in rules.kinds],
        sources=[Labelled(key=one, label=translate(f"template.source.{one}", locale)) for one in SOURCES],
    )  # fmt: skip


def _fault(one: Fault, locale: str) -> TemplateFault:
    return TemplateFault(where=one.where, code=one.code, text=said_of(one.code, one.limit, locale))


def _who(label: str, named: Mapping[str, tuple[UUID, str]]) -> str:
    """A person's or a program's name; the label of whoever has none (the seed)."""
    return named[label][1] if label in named else label


def _shown(one: MessageTemplate, named: Mapping[str, tuple[UUID, str]] | None = None) -> TemplateOut:
    names = named or {}
    said: dict[str, Any] = {
        "text": one.content.text, "subject": one.content.subject, "external_id": one.content.external_id,
        "link": one.content.link, "fields": [field.wire() for field in one.content.fields],
    }  # fmt: skip
    return TemplateOut(
        id=one.id, kind=one.kind, account_id=one.account_id, key=one.key, locale=one.locale, name=one.name,
        purpose=one.purpose, version=one.version, changed_at=one.changed_at, changed_by=_who(one.changed_by, names),
        off_at=one.off_at, off_by=_who(one.off_by, names) if one.off_by else None, **said,
    )  # fmt: skip
