"""Sending: a template that an agent chose becomes a message of the conversation."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels.errors import (
    FiguresChanged,
    FiguresMissing,
    MarketingLater,
    MarketingRefused,
    TemplateOff,
    TemplatesUnsupported,
    TemplateUnfit,
)
from tandem.contexts.channels.written.actions.figuring import Figures
from tandem.contexts.channels.written.actions.offering_templates import Offer, Setting, offers, setting_of
from tandem.contexts.channels.written.actions.permitting import closed
from tandem.contexts.channels.written.actions.resending import replaced
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository.accounts import Told
from tandem.contexts.channels.written.rules.saying import said_of
from tandem.contexts.channels.written.rules.templating import Filled, fill, payload_of, value_faults
from tandem.contexts.channels.written.template import MessageTemplate
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Database, Tx


@dataclass(frozen=True)
class Templates:
    """What an agent does with templates in a conversation."""

    db: Database
    channels: Channels
    figures: Figures
    zone: ZoneInfo

    def any_for(self, account: Told | None) -> bool:
        """Whether an account's channel has templates at all."""
        known = account is not None and account.kind in self.channels.kinds
        return (
            known
            and account is not None
            and self.channels.of(account.kind).capabilities.templates is not None
        )

    async def offered(self, actor: Actor, conversation_id: UUID) -> list[Offer]:
        """Those that fit; none where the channel has none. Raises ConversationUnknown, FiguresAway, Forbidden."""
        actor.require(permissions.CONVERSATIONS_REPLY)
        async with self.db.transaction() as tx:
            setting = await setting_of(tx, self.channels, self.zone, actor, conversation_id)
        return await offers(setting, self.figures, actor) if setting is not None else []

    async def send(
        self, actor: Actor, conversation_id: UUID, *, client_id: str, template_id: UUID, values: Mapping[str, str],
        in_place_of: UUID | None = None, reader: str = "zh-CN",
    ) -> conversations.Appended:  # fmt: skip
        """One message, made of the template and `values`. Fields of the ledger's may be left out; one that says
        something else than the ledger now is refused. The ledger is asked before the transaction that sends. The same
        client id again gives the first result. `in_place_of`: a message that failed and is given up for this one.

        Raises ConversationUnknown, TemplatesUnsupported, TemplateOff, TemplateUnfit, FiguresChanged, FiguresMissing,
        FiguresAway, MarketingRefused, MarketingLater, ReplyClosed, and what `conversations.reply` raises."""
        actor.require(permissions.CONVERSATIONS_REPLY)
        async with self.db.transaction() as tx:
            before = await self._setting(tx, actor, conversation_id, template_id)
            known = await conversations.message_by_client_id(tx, conversation_id, "agent", client_id)
        if known is not None:
            return conversations.Appended(known, created=False)
        (offer,) = await offers(before, self.figures, actor)
        filled = self._filled(offer, before, values, reader)
        async with self.db.transaction() as tx:
            # Asked again: the window may have closed, the consent been withdrawn, while the ledger was asked.
            _check(await self._setting(tx, actor, conversation_id, template_id), offer.template)
            payload = payload_of(offer.template, filled)
            sent = await conversations.reply(
                tx, conversation_id, actor, client_id=client_id, text=filled.text, payload=payload
            )
            if sent.created:
                if in_place_of is not None:
                    await replaced(tx, conversation_id, in_place_of, actor)
                told = {"template": offer.template.key, "version": offer.template.version}
                await record(tx, actor, "conversation.template_sent", f"conversation:{conversation_id}", told)
        return sent

    async def _setting(self, tx: Tx, actor: Actor, conversation_id: UUID, template_id: UUID) -> Setting:
        found = await setting_of(tx, self.channels, self.zone, actor, conversation_id, only=template_id)
        if found is None:
            raise TemplatesUnsupported()
        if not found.templates:
            raise TemplateOff()
        return found

    def _filled(self, offer: Offer, setting: Setting, values: Mapping[str, str], reader: str) -> Filled:
        """The template with its values: the ledger's as it says them, the others as they were typed."""
        rules = self.channels.of(setting.account.kind).capabilities.templates
        assert rules is not None
        given = dict(values)
        for one in offer.fields:
            if not one.locked:
                continue
            if one.missing is not None:
                raise FiguresMissing(f"template_figures_{one.missing}", params={"name": one.field.name})
            if given.get(one.field.key, one.value).strip() != one.value:
                raise FiguresChanged(params={"name": one.field.name})
            given[one.field.key] = one.value
        wrong = value_faults(offer.template.content, rules, given)
        if wrong:
            fields = [(f"values.{one.where}", said_of(one.code, one.limit, reader)) for one in wrong]
            raise TemplateUnfit(fields=fields)
        return fill(offer.template.content, given)


def _check(setting: Setting, shown: MessageTemplate) -> None:
    """Whether it still is as it was when it was filled in."""
    if setting.permit.verdict == "nothing":
        raise closed(setting.permit)
    if setting.templates[0].version != shown.version:
        raise TemplateOff()
    refused, not_before = setting.promotion
    if refused == "marketing_refused":
        raise MarketingRefused()
    if refused is not None:
        until = not_before.isoformat().replace("+00:00", "Z") if not_before else None
        raise MarketingLater(extra={"not_before": until})
