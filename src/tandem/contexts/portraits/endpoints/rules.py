"""/portraits/facts, /portraits/rules: what rules may read, and trying one before it is kept."""

from datetime import tzinfo
from typing import Any

from fastapi import APIRouter

from tandem.contexts.portraits.actions.binding import words
from tandem.contexts.portraits.actions.previewing import preview
from tandem.contexts.portraits.endpoints.access import Editor, Reader
from tandem.contexts.portraits.errors import RuleRefused, fault_view
from tandem.contexts.portraits.rules.facts import CATALOGUE
from tandem.contexts.portraits.rules.language import BadRule, compile_rule
from tandem.contexts.portraits.schemas import CheckOut, FactOut, PreviewBody, PreviewOut, RuleBody
from tandem.kit.http import Db, Locale
from tandem.kit.i18n import translate


def routes(zone: tzinfo) -> APIRouter:
    api = APIRouter()

    @api.get("/facts", response_model=list[FactOut])
    async def list_facts(actor: Reader, locale: Locale) -> list[dict[str, Any]]:
        """The facts that rules may read."""
        return [
            {
                "key": fact.key, "kind": fact.kind, "source": fact.source, "choices": list(fact.choices),
                "label": translate(f"portraits.fact.{fact.key}", locale),
            }
            for fact in CATALOGUE.values()
        ]  # fmt: skip

    @api.post("/rules/check", response_model=CheckOut)
    async def check_rule(db: Db, actor: Reader, locale: Locale, body: RuleBody) -> dict[str, Any]:
        """Whether a rule can be kept, and if not what is wrong and where. Nothing is kept."""
        async with db.transaction() as tx:
            vocabulary = await words(tx)
        try:
            rule = compile_rule(body.rule, vocabulary)
        except BadRule as error:
            return {"ok": False, "faults": [fault_view(error.fault, locale)], "facts": []}
        return {"ok": True, "faults": [], "facts": sorted(rule.reads.names - {"today"})}

    @api.post("/rules/preview", response_model=PreviewOut)
    async def preview_rule(db: Db, actor: Editor, locale: Locale, body: PreviewBody) -> Any:
        """How many of those whom such a rule may speak of match now, and some of them, names masked. Audited.
        422 "rule_refused"; 503 "busy" when it takes longer than 10 s."""
        async with db.transaction() as tx:
            try:
                return await preview(tx, actor, body.rule, zone, layer=body.layer)
            except BadRule as error:
                raise RuleRefused([("rule", error)], locale) from error

    return api
