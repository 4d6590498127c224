"""What the API takes and shows of predictions."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from tandem.kit.http import Body

Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
State = Literal["queued", "training", "ready", "failed", "stopped"]


class TrainBody(Body):
    note: Note = ""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class FiguresOut(BaseModel):
    """Of one way of telling. `hit_1`, `hit_3`: how often a contact's reason was the likeliest, or among three."""

    log_loss: float
    brier: float
    auc: float | None
    calibration_error: float
    hit_1: float | None = None
    hit_3: float | None = None


class BinOut(BaseModel):
    said: float
    came: float
    rows: int


class OutcomeOut(BaseModel):
    """`name` in words. `own_curve`: false where too little happened to calibrate this reason by itself."""

    outcome: str
    name: str
    events: int
    happened: float
    said: float
    auc: float | None
    calibration_error: float
    own_curve: bool


class GroupOut(BaseModel):
    """Null where the group is too `small` for rates."""

    by: Literal["sex", "age"]
    group: str
    customers: int
    rows: int
    small: bool
    happened: float | None
    said: float | None
    shown: float | None
    found: float | None
    false_alarms: float | None
    calibration_error: float | None


class DriverOut(BaseModel):
    """A fact that moves predictions; `name` in words."""

    feature: str
    name: str
    size: float


class TargetOut(BaseModel):
    """`spans`: first and last day of what was learned from, calibrated on, judged on. `better`: than both baselines, by
    log loss; else it cannot be published. `shown_from`: from which probability on agents are told."""

    target: Literal["need", "dormancy"]
    learned: int
    calibrated: int
    judged: int
    events: int
    spans: list[tuple[date, date]]
    figures: dict[str, FiguresOut]
    better: bool
    reliability: list[BinOut]
    outcomes: list[OutcomeOut]
    groups: list[GroupOut]
    gaps: dict[str, float | None]
    drivers: list[DriverOut]
    shown_from: float


class VersionOut(BaseModel):
    """`reason`: why it failed, in words; `without`: targets that could not be learned, and why."""

    number: int
    state: State
    note: str
    by: str
    at: datetime
    finished_at: datetime | None
    stopping: bool
    step: str | None
    done: int
    total: int
    seed: int
    as_of: date | None
    data_hash: str | None
    sha256: str | None
    bytes: int | None
    customers: int | None
    rows: int | None
    reason: str | None
    better: bool | None
    published: bool
    targets: list[TargetOut]
    without: dict[str, str]


class ReachOut(BaseModel):
    """How far predicting is: customers in line, those whose time was over an hour ago, those with a prediction that is
    shown, and of these by the version in force."""

    waiting: int
    late: int
    predicted: int
    by_version: int
    newest: datetime | None


class PredictionsOut(BaseModel):
    """`refused`: why the version in force is not served."""

    in_force: int | None
    since: datetime | None
    by: str | None
    may_roll_back: bool
    refused: str | None
    reach: ReachOut
    versions: list[VersionOut]
