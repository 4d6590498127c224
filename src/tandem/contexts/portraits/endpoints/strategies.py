"""/portraits/strategies: the matrix segment × intent, its versions, and a dry run on past hand-overs."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from tandem.contexts.access.api import record
from tandem.contexts.conversations import api as conversations
from tandem.contexts.portraits.actions import editing, publishing
from tandem.contexts.portraits.actions.binding import STRATEGIES
from tandem.contexts.portraits.actions.rehearsing import rehearse
from tandem.contexts.portraits.endpoints.access import Editor, Number, Publisher, Reader
from tandem.contexts.portraits.endpoints.showing import history, version_view
from tandem.contexts.portraits.errors import VersionNotFound
from tandem.contexts.portraits.repository import versions
from tandem.contexts.portraits.rules.choosing import matrix_of
from tandem.contexts.portraits.schemas import RehearsalOut, StrategiesBody, StrategiesOut, VersionOut
from tandem.kit.db import Tx
from tandem.kit.http import Db

_SEEN = timedelta(days=90)
_INTENTS = 40


def routes() -> APIRouter:
    api = APIRouter(prefix="/strategies")

    @api.get("", response_model=StrategiesOut)
    async def read_strategies(db: Db, actor: Reader) -> dict[str, Any]:
        async with db.transaction() as tx:
            in_force = (await versions.in_force(tx)).get(STRATEGIES)
            past = await history(tx, STRATEGIES)
            return {
                "in_force": version_view(in_force) if in_force else None,
                "newest": past["versions"][0] if past["versions"] else None,
                "versions": past["versions"], "publications": past["publications"], "intents": await _intents(tx),
            }  # fmt: skip

    @api.post("", status_code=201, response_model=VersionOut)
    async def create_strategies_version(db: Db, actor: Editor, body: StrategiesBody) -> dict[str, Any]:
        """A new version, not in force yet. 422 "strategy_refused", naming the cells."""
        cells = [one.model_dump() for one in body.cells]
        async with db.transaction() as tx:
            return version_view(await editing.edit_strategies(tx, actor, body.layers, cells, body.note))

    @api.post("/{number}/rehearse", response_model=RehearsalOut)
    async def rehearse_version(
        db: Db, actor: Reader, number: Number, days: Annotated[int, Query(ge=1, le=365)] = 30
    ) -> dict[str, Any]:
        """Dry run: which of the bot's hand-overs of these days would have gone elsewhere. Changes nothing."""
        async with db.transaction() as tx:
            version = await versions.find(tx, STRATEGIES, number)
            if version is None:
                raise VersionNotFound()
            await record(tx, actor, "portraits.rehearsed", STRATEGIES, {"number": number, "days": days})
            return asdict(await rehearse(tx, matrix_of(number, version.content), days))

    @api.post("/{number}/publish", response_model=VersionOut)
    async def publish_strategies_version(db: Db, actor: Publisher, number: Number) -> dict[str, Any]:
        """In force from now on; an older one again is a roll back. 409 "rules_in_force"; 422 "strategy_refused"."""
        async with db.transaction() as tx:
            return version_view(await publishing.publish(tx, actor, STRATEGIES, number))

    @api.delete("/published", status_code=204)
    async def withdraw(db: Db, actor: Publisher) -> None:
        """Strategies decide nothing until one is published."""
        async with db.transaction() as tx:
            await publishing.withdraw(tx, actor, STRATEGIES)

    return api


async def _intents(tx: Tx) -> list[dict[str, Any]]:
    """What customers were handed over for lately: the columns that a matrix needs."""
    seen = await conversations.handover_intents(tx, tx.now - _SEEN, _INTENTS)
    return [{"key": key, "handovers": n} for key, n in seen]
