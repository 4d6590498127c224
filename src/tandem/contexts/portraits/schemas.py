"""What the API takes and shows of portraits."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from tandem.contexts.portraits.rules.book import LayerKey
from tandem.kit.http import Body

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Intent = Annotated[str, StringConstraints(pattern=r"^(\*|[A-Za-z0-9_.:-]{1,100})$")]
SegmentRef = Annotated[str, StringConstraints(pattern=r"^(\*|(stage|value|need):[a-z][a-z0-9_]{1,39})$")]
RuleText = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Long = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")]


class FactOut(BaseModel):
    """A fact that rules may read. `kind`: truth, number, money (fen), days, date, text."""

    key: str
    kind: str
    source: str
    label: str
    choices: list[str]


class RuleBody(Body):
    rule: RuleText


class PreviewBody(RuleBody):
    """`layer`: the layer whose segment the rule is of; null: a tag's."""

    layer: LayerKey | None = None


class FaultOut(BaseModel):
    """What is wrong, and where: places in characters from 0. `place`: which of several rules."""

    code: str
    at: int
    end: int
    text: str
    place: str = ""


class CheckOut(BaseModel):
    ok: bool
    faults: list[FaultOut]
    facts: list[str]


class ExampleOut(BaseModel):
    customer_id: UUID
    name: str
    facts: dict[str, Any]


class PreviewOut(BaseModel):
    """`unknown`: customers of whom nobody can say. `warnings`: everybody, nobody, mostly_unknown."""

    total: int
    matches: int
    unknown: int
    warnings: list[str]
    examples: list[ExampleOut]


class VersionOut(BaseModel):
    number: int
    content: dict[str, Any]
    note: str
    made_at: datetime
    made_by_name: str


class PublicationOut(BaseModel):
    number: int | None
    at: datetime
    by_name: str


class HistoryOut(BaseModel):
    """Versions and publications of one subject, newest first. `in_force`: the number of the version in force."""

    in_force: int | None
    versions: list[VersionOut]
    publications: list[PublicationOut]


class TagOut(BaseModel):
    """`rule`: the one in force; `draft`: the newest version, when it is another."""

    key: str
    name: str
    name_en: str
    color: str
    note: str
    origin: Literal["hand", "rule", "model"]
    customers: int
    created_at: datetime
    retired_at: datetime | None
    rule: str | None
    version: int | None
    draft: VersionOut | None


class TagBody(Body):
    key: Key
    name: Short
    name_en: Short = ""
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#8c8c8c"
    note: Note = ""
    origin: Literal["hand", "rule", "model"] = "hand"


class TagPatch(Body):
    name: Short | None = None
    name_en: Short | None = None
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] | None = None
    note: Note | None = None


class TagRuleBody(Body):
    rule: RuleText
    note: Note = ""


class GrantOut(BaseModel):
    """That a customer has a tag. `why`: {note} by hand; {rule, version, facts, tags} by rule; the model's reasons."""

    id: UUID
    customer_id: UUID
    key: str
    name: str
    name_en: str
    color: str
    origin: str
    why: dict[str, Any]
    since: datetime
    until: datetime | None
    by_name: str
    ended_at: datetime | None
    end_reason: str | None
    customer_name: str | None = None


class GrantBody(Body):
    tag: Key
    note: Note = ""
    until: AwareDatetime | None = None


class SegmentBody(Body):
    key: Key
    name: Short
    name_en: Short = ""
    rule: RuleText


class LayerBody(Body):
    segments: Annotated[list[SegmentBody], Field(min_length=1, max_length=20)]
    note: Note = ""


class SegmentOut(BaseModel):
    key: str
    name: str
    name_en: str
    rule: str
    customers: int


class LayerOut(BaseModel):
    """A layer as it is in force. `draft`: the newest version, when it is another."""

    key: Literal["stage", "value", "need"]
    version: int | None
    segments: list[SegmentOut]
    elsewhere: int
    draft: VersionOut | None


class LayersOut(BaseModel):
    """`portraits`: customers with one; `fresh` of them follow the rules in force; `waiting`: to be computed."""

    layers: list[LayerOut]
    portraits: int
    fresh: int
    waiting: int


class CellBody(Body):
    segment: SegmentRef
    intent: Intent
    queue: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]+$")] | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    script: Long = ""
    offer: Long = ""


class StrategiesBody(Body):
    layers: Annotated[list[Literal["stage", "value", "need"]], Field(min_length=3, max_length=3)]
    cells: Annotated[list[CellBody], Field(max_length=400)]
    note: Note = ""


class SeenIntent(BaseModel):
    """An intent or a reason that hand-overs of the last 90 days had, and how often."""

    key: str
    handovers: int


class StrategiesOut(BaseModel):
    """`in_force` and `newest`: versions, None where there are none."""

    in_force: VersionOut | None
    newest: VersionOut | None
    versions: list[VersionOut]
    publications: list[PublicationOut]
    intents: list[SeenIntent]


class ElsewhereOut(BaseModel):
    conversation_id: UUID
    at: datetime
    reason: str
    segment: str
    intent: str
    from_queue: str
    to_queue: str
    from_priority: int
    to_priority: int


class RehearsalOut(BaseModel):
    since: datetime
    handovers: int
    cut: bool
    decided: int
    moved: int
    raised: int
    without_segments: int
    moves: list[tuple[str, str, int]]
    cells: list[tuple[str, str, int]]
    examples: list[ElsewhereOut]


class StandingOut(BaseModel):
    layer: str
    segment: str
    name: str
    name_en: str
    since: datetime
    why: dict[str, Any]


class MembershipOut(BaseModel):
    layer: str
    segment: str
    why: dict[str, Any]
    since: datetime
    until: datetime | None
    end_reason: str | None


class StrategyOut(BaseModel):
    version: int
    segment: str
    intent: str
    queue: str | None
    priority: int | None
    script: str
    offer: str


class PortraitOut(BaseModel):
    """`without`: why there is no profile (no_consent, restricted, merged). `pending`: something is not computed yet.
    `lent_state`: what the loan book said last. `undecided`: tags of which nobody can say, with the missing facts."""

    customer_id: UUID
    without: str | None
    pending: bool
    computed_at: datetime | None
    lent_at: datetime | None
    lent_state: str
    facts: dict[str, Any]
    tags: list[GrantOut]
    segments: list[StandingOut]
    undecided: dict[str, list[str]]
    strategy: StrategyOut | None
    tag_history: list[GrantOut]
    segment_history: list[MembershipOut]
