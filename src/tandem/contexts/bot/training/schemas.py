"""Bodies and answers of the training routes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from tandem.kit.http import Body

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._-]{1,200}$")]
IntentName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
ExampleText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
TargetKind = Literal["entry", "flow", "hand_over", "none"]
Source = Literal["knowledge", "flow", "label", "draft", "import"]
Split = Literal["train", "test"]
Why = Literal["unanswered", "low_confidence", "edited", "badly_rated"]
VersionState = Literal["queued", "training", "ready", "failed", "stopped"]
Step = Literal["preparing", "encoding", "teaching", "training", "testing", "keeping"]


# Intents ------------------------------------------------------------------------------------------------------


class TargetBody(Body):
    """What happens when a customer wants it: an entry is answered, a flow starts, a queue gets the conversation
    (`key`: of the entry, the flow or the queue), or nothing (`none`, no key)."""

    kind: TargetKind
    key: Key | None = None

    @model_validator(mode="after")
    def _key_fits(self) -> "TargetBody":
        if (self.kind == "none") != (self.key is None):
            raise ValueError("a target has a key, none has none")
        return self


class IntentBody(Body):
    name: IntentName
    target: TargetBody


class IntentChange(Body):
    """What is left out stays."""

    name: IntentName | None = None
    target: TargetBody | None = None
    retired: bool | None = None


class MergeBody(Body):
    into: Key


class TargetOut(BaseModel):
    """`title`: the entry's question, the flow's title, the queue's name; null when that is gone."""

    kind: TargetKind
    key: str | None
    title: str | None


class IntentOut(BaseModel):
    """`examples` in the training set, `labelled` of them by people on turns, `test_examples` held back.
    `origin`: intents of knowledge entries and flows follow what is published."""

    key: str
    name: str
    origin: Literal["knowledge", "flow", "trainer"]
    target: TargetOut
    examples: int
    labelled: int
    test_examples: int
    retired_at: AwareDatetime | None
    merged_into: str | None


class TargetList(BaseModel):
    items: list[TargetOut]


class IntentList(BaseModel):
    items: list[IntentOut]


class TextsBody(Body):
    texts: Annotated[list[ExampleText], Field(min_length=1, max_length=200)]


class AddedOut(BaseModel):
    """`known`: texts that this intent had already."""

    added: int
    known: int


class ExampleChange(Body):
    """`intent` null: out of scope."""

    intent: Key | None


class ExampleOut(BaseModel):
    id: UUID
    text: str
    intent: str | None
    source: Source
    split: Split
    by: str | None
    at: AwareDatetime


# Inbox --------------------------------------------------------------------------------------------------------


class IntentGuess(BaseModel):
    intent: str
    name: str
    probability: float


class InboxItem(BaseModel):
    """A turn worth a label. `margin`: how far the likeliest intent lies from what is next to it: the second, or that
    the words are none of ours (`outside`: how probable that is, null for old turns). `answer`: what the
    customer was told; `said_instead`: what a person said in place of the draft. `similar`: further turns of this
    page's neighbourhood that say the same."""

    turn_id: UUID
    conversation_id: UUID
    text: str
    at: AwareDatetime
    why: list[Why]
    margin: float
    outside: float | None
    confidence: float
    action: str
    answer: str | None
    said_instead: str | None
    candidates: list[IntentGuess]
    similar: int


class InboxPage(BaseModel):
    """`counts`: turns that wait, by reason, and all of them."""

    items: list[InboxItem]
    next: str | None
    counts: dict[str, int]


class LabelBody(Body):
    """`intent` null: out of scope. `skip`: neither; the turn leaves the inbox."""

    turn_id: UUID
    intent: Key | None = None
    skip: bool = False


class LabelsBody(Body):
    items: Annotated[list[LabelBody], Field(min_length=1, max_length=200)]


class TakeBackBody(Body):
    turn_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class TakenBackOut(BaseModel):
    taken_back: int


class CountsOut(BaseModel):
    """Turns that wait, by reason, and all of them."""

    counts: dict[str, int]


class LabelledOut(BaseModel):
    labelled: int
    skipped: int


# Conflicts ----------------------------------------------------------------------------------------------------


class ConflictIntent(BaseModel):
    """`source` knowledge or flow: the text stands in an entry or a flow, and is changed there."""

    key: str | None
    name: str
    example_id: UUID
    source: Source


class SameText(BaseModel):
    text: str
    intents: list[ConflictIntent]


class NearSide(BaseModel):
    """`source`: as of the same words."""

    example_id: UUID
    text: str
    intent: str | None
    name: str
    source: Source


class NearPair(BaseModel):
    similarity: float
    a: NearSide
    b: NearSide


class ConfusedSide(BaseModel):
    key: str
    name: str


class Confused(BaseModel):
    """`share` of a's and b's training examples that the newest version takes for the other, each as if it had not
    been learned from."""

    a: ConfusedSide
    b: ConfusedSide
    share: float


class ConflictsOut(BaseModel):
    """Examples that stand in each other's way: the same words with several intents, nearly the same words with two,
    intents that the newest version mixes up."""

    same_text: list[SameText]
    near: list[NearPair]
    confused: list[Confused]


# Versions -----------------------------------------------------------------------------------------------------


class VersionBody(Body):
    """`teach`: an encoder learns the examples, too, and reads every text a second time; minutes to hours."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    teach: bool = False


class PublishBody(Body):
    """`share` of the conversations; below 1 the version published before keeps the others."""

    share: Annotated[float, Field(gt=0, le=1)]


class QualityOut(BaseModel):
    """On the test set, which never trains. `scope_auc` null without out-of-scope texts in it."""

    accuracy: float
    macro_f1: float
    scope_auc: float | None
    test_size: int


class PublicationOut(BaseModel):
    """`arm`: base answers whoever no trial takes."""

    arm: Literal["base", "trial"]
    share: float
    since: AwareDatetime
    by: str


class VersionOut(BaseModel):
    """`step` with `done` of `total` while it trains. `reason`: why it failed, in the reader's language."""

    number: int
    state: VersionState
    step: Step | None
    done: int
    total: int
    by: str
    at: AwareDatetime
    finished_at: AwareDatetime | None
    seed: int
    teach: bool
    data_hash: str | None
    sha256: str | None
    examples: int | None
    intents: int | None
    encoders: dict[str, str]
    missing: list[str]
    quality: QualityOut | None
    reason: str | None
    note: str
    publication: PublicationOut | None


class VersionList(BaseModel):
    """Newest first. `refused`: why this process does not serve what is published, else null. `before`: the version that
    was published before the base, where rolling back leads; null: to none. `absent`: encoders that are wanted and not
    installed: versions that learned with them do less well."""

    items: list[VersionOut]
    refused: str | None = None
    before: int | None = None
    absent: list[str] = []
