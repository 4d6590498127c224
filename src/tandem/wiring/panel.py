"""The panel of a customer, put together of the parts that this installation has."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.endpoints import router as desktop_router
from tandem.contexts.desktop.panorama.endpoints import router
from tandem.contexts.desktop.panorama.reading import Panorama
from tandem.contexts.desktop.ports import Level, Need, Parts, Segment, Strategy, Tag
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits import api as portraits
from tandem.contexts.verification import api as verification
from tandem.kit.db import Database, Tx
from tandem.kit.i18n import translate
from tandem.wiring.options import API

Origin = Literal["hand", "rule", "model"]


def desk_routers(
    db: Database, book: loans.LoanBook | None, zone: ZoneInfo, proofs: verification.Verification
) -> list[tuple[str, APIRouter]]:
    """The desk's own routes; a customer's panel, timeline, and acting on loans."""
    return [
        (API, desktop_router(zone)),
        (API, router(Panorama(db, book, zone, panel_parts(proofs, zone)), proofs)),
    ]


def panel_parts(proofs: verification.Verification, zone: ZoneInfo) -> Parts:
    """Parts that are not there stay None: the panel shows them as absent."""

    async def level(tx: Tx, _person_id: UUID, conversation_id: UUID) -> Level:
        return cast(Level, (await proofs.of_conversation(tx, conversation_id)).level.word)

    async def by_model(tx: Tx, why: Mapping[str, Any], locale: str) -> str | None:
        return await portraits.tag_reason(tx, why, tx.now, locale, zone) if "outcome" in why else None

    async def tags(tx: Tx, person_id: UUID, locale: str) -> Sequence[Tag]:
        return [
            Tag(
                one.id, one.key, _named(one.name, one.name_en, locale), one.color, cast(Origin, one.origin),
                await by_model(tx, one.why, locale) or _why(one.why),
                one.since, one.until, one.by_name,
            )
            for one in await portraits.tags_of(tx, person_id)
        ]  # fmt: skip

    async def need(tx: Tx, person_id: UUID, locale: str) -> Need | None:
        found = (await portraits.predicted(tx, person_id, locale, zone)).get("need")
        return Need(found.reason, found.name, found.probability, found.why) if found else None

    return Parts(
        tags=tags,
        segments=_segments,
        strategy=_strategy,
        need=need,
        merge_candidates=_candidates,
        level=level,
    )


async def _candidates(tx: Tx, person_id: UUID, locale: str) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "id": one.customer.id,
            "name": one.customer.display_name(locale),
            "why": translate("desktop.same." + "_and_".join(one.kinds), locale),
        }
        for one in await customers.duplicates_of(tx, person_id)
    ]


async def _segments(tx: Tx, person_id: UUID, locale: str) -> Sequence[Segment]:
    return [
        Segment(one.layer, one.segment, _named(one.name, one.name_en, locale), _why(one.why), one.since)
        for one in await portraits.segments_of(tx, person_id)
    ]


async def _strategy(tx: Tx, person_id: UUID, locale: str) -> Strategy | None:
    """Called by the segment that it is laid down for; the reason is how the customer came into that segment."""
    found = await portraits.strategy_for(tx, person_id, ())
    if found is None or not (found.script or found.offer):
        return None
    standing = await portraits.segments_of(tx, person_id)
    one = next((one for one in standing if f"{one.layer}:{one.segment}" == found.segment), None)
    name, why = (_named(one.name, one.name_en, locale), _why(one.why)) if one else (found.segment, "")
    return Strategy(name, found.script or None, found.offer or None, why)


def _named(name: str, name_en: str, locale: str) -> str:
    return name_en if locale == "en" and name_en else name


def _why(why: Mapping[str, Any]) -> str:
    """By hand: the note; by rule: the rule."""
    return str(why.get("note") or why.get("rule") or "")
