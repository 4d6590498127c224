"""What may be written in a conversation now, and writing it as a template."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from tandem.contexts.access.api import CurrentStaff, permissions
from tandem.contexts.channels.errors import ConversationUnknown
from tandem.contexts.channels.written.actions.offering_templates import Offer, Prefilled
from tandem.contexts.channels.written.actions.permitting import permit_of, wire
from tandem.contexts.channels.written.actions.sending_templates import Templates
from tandem.contexts.channels.written.endpoints.template_schemas import (
    OfferedField,
    OfferedTemplate,
    ReplyOptions,
    TemplateMessage,
    Unsent,
)
from tandem.contexts.channels.written.repository import outbox
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageSchema
from tandem.kit.http import Db, Locale
from tandem.kit.i18n import translate


def replying(api: APIRouter, templates: Templates) -> None:
    """For the composer."""

    @api.get("/conversations/{conversation_id}/reply-options")
    async def get_reply_options(db: Db, actor: CurrentStaff, conversation_id: UUID) -> ReplyOptions:
        """Whether free text, only templates, or nothing may be written now, why, and until when; and which messages
        did not go out. 404 "conversation_not_found"."""
        async with db.transaction() as tx:
            if not await conversations.is_readable(tx, conversation_id, actor):
                raise ConversationUnknown()
            found, account = await permit_of(tx, templates.channels, conversation_id)
            rows = await outbox.unsent(tx, conversation_id)
        unsent = [Unsent(message_id=row.message_id, state=row.state, code=row.error) for row in rows]
        return ReplyOptions(**wire(found), has_templates=templates.any_for(account), unsent=unsent)

    @api.get("/conversations/{conversation_id}/reply-templates")
    async def list_reply_templates(
        actor: CurrentStaff, locale: Locale, conversation_id: UUID
    ) -> list[OfferedTemplate]:
        """The templates that the conversation's account may send, filled in as far as is known: the customer's name
        masked, figures of loans from the ledger alone. Those in the customer's language first. Audited when the ledger
        is asked. 403; 404 "conversation_not_found"; 503 "template_figures_away"."""
        return [_offered(one, locale) for one in await templates.offered(actor, conversation_id)]

    @api.post(
        "/conversations/{conversation_id}/template-messages", status_code=201, response_model=MessageSchema
    )
    async def send_template_message(
        actor: CurrentStaff, locale: Locale, conversation_id: UUID, body: TemplateMessage, response: Response
    ) -> dict[str, Any]:
        """Answer the customer by a template, also while the reply window is closed. The same client_id again answers
        200 with the first result. 403; 404 "conversation_not_found"; 409 "template_off", "template_figures_changed",
        "template_figures_not_bound", "marketing_refused", "marketing_later", "reply_closed_…"; 422 "template_unfit"
        that names every value that does not fit, "templates_unsupported"; 503 "template_figures_away". Audited."""
        actor.require(permissions.CONVERSATIONS_REPLY)
        sent = await templates.send(
            actor, conversation_id, client_id=body.client_id, template_id=body.template_id, values=body.values,
            in_place_of=body.in_place_of, reader=locale,
        )  # fmt: skip
        if not sent.created:
            response.status_code = 200
        return sent.message.wire()


def _offered(offer: Offer, locale: str) -> OfferedTemplate:
    one = offer.template
    return OfferedTemplate(
        id=one.id, key=one.key, name=one.name, locale=one.locale, purpose=one.purpose, text=one.content.text,
        subject=one.content.subject, link=one.content.link, refused=offer.refused, not_before=offer.not_before,
        fields=[_field(field, locale) for field in offer.fields],
    )  # fmt: skip


def _field(one: Prefilled, locale: str) -> OfferedField:
    hint = translate(f"template.kind.{one.field.kind}", locale)
    return OfferedField(
        key=one.field.key, name=one.field.name, kind=one.field.kind, hint=hint, value=one.value,
        locked=one.locked, missing=one.missing,
    )  # fmt: skip
