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
from tandem.contexts.desktop.ports import Level, Need, Parts, Picture, Segment, Strategy, Tag
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

    glances = portraits.Glances(zone)

    async def picture(tx: Tx, person: customers.Person, locale: str, profiling: bool) -> Picture:
        found = await glances.of(
            tx, person.members, locale, profiling=profiling, restricted=person.restricted
        )
        strategy, need = found.strategy, found.need
        return Picture(
            [
                Tag(
                    one.id, one.key, one.name, one.color, cast(Origin, one.origin), one.why, one.since, one.until,
                    one.by_name,
                )
                for one in found.tags
            ],
            [Segment(one.layer, one.key, one.name, one.why, one.since) for one in found.segments],
            Strategy(strategy.name, strategy.script or None, strategy.offer or None, strategy.why)
            if strategy
            else None,
            Need(need.reason, need.name, need.probability, need.why) if need else None,
        )  # fmt: skip

    return Parts(picture=picture, merge_candidates=_candidates, level=level)


async def _candidates(tx: Tx, person_id: UUID, locale: str) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "id": one.customer.id,
            "name": one.customer.display_name(locale),
            "why": translate("desktop.same." + "_and_".join(one.kinds), locale),
        }
        for one in await customers.duplicates_of(tx, person_id)
    ]
