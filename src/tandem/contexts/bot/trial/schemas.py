"""Bodies and answers of POST /bot/trial."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from tandem.kit.http import Body


class TrialIn(Body):
    """`choice_id`: the button pressed, `text` its label. `talk`: as the turn before gave it, to go on from there.
    `verified`: as a customer who is signed in; flows then use an account book of their own, never the lender's."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    choice_id: Annotated[str, StringConstraints(max_length=200)] | None = None
    talk: Annotated[str, StringConstraints(max_length=60_000)] | None = None
    verified: bool = False


class TrialCandidate(BaseModel):
    entry_id: UUID
    question: str
    matched: str
    scores: dict[str, float]
    fused: float
    confidence: float


class TrialIntent(BaseModel):
    intent: str
    name: str
    probability: float


class TrialOption(BaseModel):
    id: str
    label: str


class TrialSource(BaseModel):
    entry_id: UUID
    key: str
    title: str
    version: int


class TrialReply(BaseModel):
    """What a customer would read."""

    text: str
    options: list[TrialOption]
    sources: list[TrialSource]


class TrialEntity(BaseModel):
    """Found in the text. `value`: an amount in fen, a span of days, a length, a rate, or the text of a number or name;
    null where there is none (2月30号). `doubt`: why it must not be taken as it stands."""

    kind: str
    text: str
    value: Any
    doubt: str | None


class TrialStep(BaseModel):
    rule: str
    outcome: Literal["fired", "passed", "skipped"]


class TrialTrigger(BaseModel):
    """The flow whose trigger is most like the text."""

    flow: str
    title: str
    score: float
    phrase: str


class TrialFrame(BaseModel):
    """A flow under way. `waits_for`: the slot it asks for, or `confirm`. `labels`: what people call these slots."""

    flow: str
    title: str
    waits_for: str | None
    slots: dict[str, str]
    labels: dict[str, str]


class TrialFlows(BaseModel):
    """`trigger`: would start by its words, whether it did or not; `started` by this turn; `stack`: under way after it,
    the present one last; `trace`: what happened, in order; `version` of the flow files."""

    trigger: TrialTrigger | None
    started: str | None
    stack: list[TrialFrame]
    trace: list[str]
    version: str


class TrialOut(BaseModel):
    """`rule`: which fired, of `steps` in their order. `thresholds` of search for the best entry, `intent_thresholds`
    for the likeliest intent, from `threshold_set` (null: shipped). `version`: of the intent model that judged."""

    decision: Literal["answer", "clarify", "handoff", "smalltalk", "flow", "draft"]
    policy: str
    reason: str
    confidence: float
    rule: str
    steps: list[TrialStep]
    replies: list[TrialReply]
    entities: list[TrialEntity]
    candidates: list[TrialCandidate]
    thresholds: dict[str, float]
    worth_a_draft: bool
    intents: list[TrialIntent]
    intent_thresholds: dict[str, float] | None
    threshold_set: int | None
    version: int | None
    flows: TrialFlows | None
    evidence: dict[str, Any]
    elapsed_ms: float
    degraded: list[str]
    talk: str
