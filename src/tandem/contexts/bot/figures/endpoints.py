"""Trainers' figures, under /bot/training."""

from dataclasses import asdict
from datetime import date
from functools import reduce
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from tandem.contexts.bot.figures import repository
from tandem.contexts.bot.figures.rules.weeks import (
    REPEAT,
    Counts,
    begins,
    final,
    laid_out,
    share,
    weeks_until,
)
from tandem.contexts.bot.figures.schemas import FiguresOut
from tandem.contexts.bot.training.endpoints.access import Reader
from tandem.kit.http import Db


def router(zone: ZoneInfo) -> APIRouter:
    """Routes to be mounted under /api/v1; `zone` says when a week begins."""
    api = APIRouter(prefix="/bot/training", tags=["bot training"])

    @api.get("/figures", response_model=FiguresOut)
    async def read_figures(
        db: Db, actor: Reader, weeks: Annotated[int, Query(ge=1, le=53)] = 12
    ) -> dict[str, Any]:
        """What the bot did in the last weeks: the shares of the ladder, coverage, drafts let out as they stood,
        conversations contained and resolved."""
        async with db.transaction() as tx:
            mondays = weeks_until(tx.now, weeks, zone)
            counted = await repository.counts(tx, begins(mondays[0], zone), zone)
            now = tx.now
        each = laid_out(mondays, counted)
        return {
            "weeks": [_shown(week, counts, final(week, now, zone)) for week, counts in each],
            "totals": _shown(
                None, reduce(Counts.plus, (one for _, one in each)), final(mondays[-1], now, zone)
            ),
            "repeat_days": REPEAT.days,
        }

    return api


def _shown(week: date | None, counts: Counts, is_final: bool) -> dict[str, Any]:
    return {
        "week": week, "final": is_final, **asdict(counts), "coverage": counts.coverage,
        "unedited_rate": share(counts.drafts_unedited, counts.drafts_decided),
        "contained_rate": share(counts.contained, counts.conversations),
        "resolved_rate": share(counts.resolved, counts.conversations),
    }  # fmt: skip
