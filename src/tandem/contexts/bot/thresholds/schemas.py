"""Bodies and answers of the thresholds' routes."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from tandem.contexts.bot.thresholds.rules.fitting import PRECISION
from tandem.kit.http import Body

JudgeName = Literal["retrieval", "intent"]


class FitBody(Body):
    """Of a hundred answers given by the bot alone, how many shall come from the right entry."""

    precision: Annotated[float, Field(ge=0.5, le=0.995)] = PRECISION


class ThresholdOut(BaseModel):
    """`precision_at`, its lower bound `low` and `coverage` are of the outcomes from `tau_auto` up; null without any.
    `source`: whose outcomes the threshold comes from. `held`: the outcomes show that the target holds."""

    intent: str | None
    name: str | None
    tau_auto: float
    tau_draft: float
    outcomes: int
    precision_at: float | None
    low: float | None
    coverage: float | None
    source: Literal["fitted", "global", "default"]
    held: bool


class ThresholdSetOut(BaseModel):
    """`since`, `until`: when it was last in force; `until` null and `since` not: it is."""

    id: int
    precision: float
    fitted_at: AwareDatetime
    by: str
    version: int | None
    since: AwareDatetime | None
    until: AwareDatetime | None
    published_by: str | None


class ThresholdsOut(BaseModel):
    """One set's thresholds of one judge. `id` null: the shipped thresholds, nothing was fitted or published.
    `judge` retrieval: the confidence of the best knowledge entry; intent: the probability of the model's likeliest.
    `version`: the model whose judgements it was fitted to. `changed`: of how many intents each judge would decide
    otherwise than by the set in force."""

    model_config = ConfigDict(populate_by_name=True)

    id: int | None
    judge: JudgeName
    precision: float
    fitted_at: AwareDatetime | None
    by: str | None
    version: int | None
    in_force: bool
    changed: dict[JudgeName, int]
    global_: Annotated[ThresholdOut, Field(alias="global")]
    items: list[ThresholdOut]
    sets: list[ThresholdSetOut]


class CurvePoint(BaseModel):
    """If everything from `tau` up were answered: how much would be right (and at least: `low`), how much of all
    outcomes that is, and how many."""

    tau: float
    precision: float
    low: float
    coverage: float
    outcomes: int


class CurveOut(BaseModel):
    """`id` null: computed from the outcomes known now. `target` is the precision asked for."""

    id: int | None
    judge: JudgeName
    intent: str | None
    name: str | None
    target: float
    tau_auto: float
    tau_draft: float
    points: list[CurvePoint]
