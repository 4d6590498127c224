"""Answers of the comparison's routes."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel


class TestSetOut(BaseModel):
    """The same `hash` means the same questions with the same truths."""

    __test__ = False
    size: int
    hash: str


class VersionFigures(BaseModel):
    """`in_scope`: accuracy of texts that have an intent; `scope_recall`: share of the others that were told apart.
    `degraded`: encoders that were missing when it was judged."""

    version: int
    accuracy: float
    macro_f1: float
    in_scope: float | None
    scope_recall: float | None
    degraded: list[str]


class IntentFigures(BaseModel):
    """`precision` null: the version never said this intent. `recall` null: no test text has it."""

    intent: str
    name: str
    support: int
    precision_a: float | None
    recall_a: float | None
    precision_b: float | None
    recall_b: float | None


class ConfusionOut(BaseModel):
    """[place of the truth, place of what was said, how often] for every pair that occurs."""

    labels: list[str]
    names: list[str]
    a: list[tuple[int, int, int]]
    b: list[tuple[int, int, int]]


class ChangedOut(BaseModel):
    """Intents by their keys; `out_of_scope` for none. `fixed`: b is right and a was not."""

    text: str
    truth: str
    a: str
    b: str
    kind: Literal["fixed", "broken", "other"]


class ComparisonOut(BaseModel):
    """`p_value`: exact McNemar test over what was fixed and broken."""

    test_set: TestSetOut
    a: VersionFigures
    b: VersionFigures
    per_intent: list[IntentFigures]
    confusion: ConfusionOut
    changed: list[ChangedOut]
    fixed: int
    broken: int
    p_value: float


class ArmOut(BaseModel):
    """Conversations that are over and in which only this version judged, since the arms began together. `since`: of
    this share. `rate`: resolved of all, between `low` and `high` in 95 of 100 cases."""

    version: int
    arm: Literal["base", "trial"]
    share: float
    since: AwareDatetime
    conversations: int
    contained: int
    resolved: int
    helpful: int
    unhelpful: int
    handed_over: int
    rate: float | None
    low: float
    high: float


class DifferenceOut(BaseModel):
    """The trial's rate minus the base's."""

    value: float
    low: float
    high: float


class ExperimentOut(BaseModel):
    """`since`: when these versions began to be compared; `periods` of one share there have been since: `difference` and
    `p_value` (Cochran, Mantel and Haenszel) compare within each of them. `needed`: conversations in each arm to see a
    change of `detect`; null without a trial. `enough`: both have them; before that `p_value` says little."""

    arms: list[ArmOut]
    since: AwareDatetime | None
    periods: int
    difference: DifferenceOut | None
    p_value: float | None
    enough: bool
    needed: int | None
    detect: float
