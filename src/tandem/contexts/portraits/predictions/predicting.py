"""Predicting: those whose turn has come, in small pieces; what was begun and not ended comes again."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.portraits.actions.tagging import end_tag_by_model, give_tag_by_model
from tandem.contexts.portraits.predictions.gathering import Pasts, Person, allowed_among
from tandem.contexts.portraits.predictions.live import LivePredictions, Standing
from tandem.contexts.portraits.predictions.repository import predictions, versions
from tandem.contexts.portraits.predictions.rules.explaining import because
from tandem.contexts.portraits.predictions.rules.features import features
from tandem.contexts.portraits.predictions.rules.history import borrowed_before, dormant_on, known_before
from tandem.contexts.portraits.predictions.rules.slots import AGAIN, LASTS, SOON, next_slot
from tandem.contexts.portraits.predictions.rules.targets import DORMANCY, MOST_OUTCOMES, TAGGED, TAGS
from tandem.contexts.portraits.repository import tags
from tandem.kit.db import Database, Tx

log = structlog.get_logger(__name__)
_PIECE, _PIECES = 20, 12
_LONGEST_REST_S = 1.0


class Predicting:
    """One for each worker. Several at once take different customers."""

    def __init__(self, db: Database, live: LivePredictions, pasts: Pasts) -> None:
        self._db, self._live, self._pasts = db, live, pasts

    async def step(self) -> int:
        """Predict those whose time has come, some hundred at most; how many there were. What has expired is deleted.
        Between pieces it rests for as long as the last one took: a day's customers fit into that, and whoever is being
        answered meanwhile waits for small pieces only."""
        async with self._db.transaction() as tx:
            await predictions.forget_expired(tx, 5_000)
        done = 0
        for _ in range(_PIECES):
            standing = await self._live.current()
            if standing is None:
                return done
            began = monotonic()
            taken = await self.piece(standing)
            done += taken
            if taken < _PIECE:
                break
            await asyncio.sleep(min(_LONGEST_REST_S, monotonic() - began))
        return done

    async def piece(self, standing: Standing) -> int:
        """Up to fifty customers; how many."""
        async with self._db.transaction() as tx:
            ids = await predictions.due(tx, _PIECE)
            # Should this process die now, they come again.
            claimed = tx.now + AGAIN
            await predictions.put_in_line(tx, dict.fromkeys(ids, claimed))
            tomorrow = tx.now.astimezone(self._pasts.zone).date() + timedelta(days=1)
        if not ids:
            return 0
        persons, away = await self._pasts.of(ids)
        predicted = await asyncio.to_thread(predict, standing, persons, tomorrow)
        async with self._db.transaction() as tx:
            await self._keep(tx, standing, predicted, tomorrow, claimed)
            gone = set(ids) - {one.id for one in persons} - set(away)
            if gone:
                await predictions.forget(tx, sorted(gone))
        if away:
            log.warning("predictions.core_silent", customers=len(away))
        return len(ids)

    async def _keep(
        self, tx: Tx, standing: Standing, found: dict[UUID, dict[str, Any]], as_of: date, claimed: datetime
    ) -> None:
        if await versions.held_in_force(tx) != standing.version:
            return  # taken back or followed by another meanwhile: these come again within `AGAIN`
        held = await predictions.hold(tx, sorted(found))
        # Asked again under the lock: who withdrew the consent meanwhile is not written of.
        mine = sorted(await allowed_among(tx, sorted(held), self._pasts.may_profile))
        until = tx.now + LASTS
        rows = [
            {
                "customer_id": id_, "target": target, "version": standing.version, "at": tx.now, "as_of": as_of,
                "expires_at": until, "probability": told[0]["probability"], "outcomes": told,
            }
            for id_ in mine
            for target, told in found[id_].items()
        ]  # fmt: skip
        await predictions.forget_of(tx, mine, rows)
        await predictions.keep(tx, rows)
        if (
            tx.now + SOON < claimed
        ):  # else an event may have found its time no later than ours: they come again
            slots = {one: next_slot(one, tx.now) for one in mine}
            await predictions.put_in_line(tx, slots, claimed=claimed)
        for id_ in mine:
            await self._tag(tx, id_, found[id_], until)

    async def _tag(self, tx: Tx, id_: UUID, found: dict[str, Any], until: datetime) -> None:
        for target, key in TAGS.items():
            tag = await tags.by_key(tx, key)
            if tag is None or tag.origin != "model" or tag.retired_at is not None:
                continue
            told = found.get(target)
            if told and told[0]["probability"] >= TAGGED[target]:
                why = {"target": target, **told[0]}
                await give_tag_by_model(
                    tx, id_, key, why=why, until=until, may_profile=self._pasts.may_profile
                )
            else:
                await end_tag_by_model(tx, id_, key)


def predict(standing: Standing, persons: Sequence[Person], as_of: date) -> dict[UUID, dict[str, Any]]:
    """By person and target the likeliest outcomes, each with its probability and what speaks for it. Dormancy is told
    of those only who have borrowed and are not dormant."""
    import numpy as np

    if not persons:
        return {}
    model = standing.model
    rows = np.asarray([features(one.history, as_of, model.reasons) for one in persons], dtype=np.float64)
    rows = rows.astype(np.float32).astype(np.float64)  # as it was trained
    found: dict[UUID, dict[str, Any]] = {one.id: {} for one in persons}
    for target, predictor in model.predictors.items():
        said, pushes = predictor.explained(rows)
        for place, person in enumerate(persons):
            if target == DORMANCY and not _may_go_dormant(person, as_of):
                continue
            best = np.argsort(-said[place], kind="stable")[:MOST_OUTCOMES]
            found[person.id][target] = [
                {
                    "outcome": predictor.outcomes[n],
                    "probability": round(float(said[place, n]), 4),
                    "because": because(model.columns, rows[place].tolist(), pushes[place, n].tolist(), as_of),
                }
                for n in best
            ]
    return found


def _may_go_dormant(person: Person, as_of: date) -> bool:
    known = known_before(person.history, as_of)
    return borrowed_before(known, as_of) and not dormant_on(known, as_of)
