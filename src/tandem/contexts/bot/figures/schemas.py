"""Answers of the figures' route."""

from datetime import date

from pydantic import BaseModel


class WeekOut(BaseModel):
    """See `figures.rules.weeks.Counts`. Rates are null where there is nothing to divide by. `week` is its Monday (null
    in the totals); `final`: nobody can come back about a matter of that week any more."""

    week: date | None
    final: bool
    turns: int
    auto: int
    draft: int
    agent: int
    clarified: int
    small_talk: int
    coverage: float | None
    drafts: int
    drafts_decided: int
    drafts_unedited: int
    unedited_rate: float | None
    conversations: int
    contained: int
    abandoned: int
    resolved: int
    contained_rate: float | None
    resolved_rate: float | None


class FiguresOut(BaseModel):
    """`repeat_days`: how long a customer who comes back about the same matter counts against `resolved`."""

    weeks: list[WeekOut]
    totals: WeekOut
    repeat_days: int
