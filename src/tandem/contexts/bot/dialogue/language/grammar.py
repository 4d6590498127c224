"""The flow language as a typed model. The JSON Schema that editors use is generated from here."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Kind = Literal["amount", "date", "phone", "digits", "number", "choice", "yes_no", "text"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Sentence = Annotated[str, Field(min_length=1, max_length=1000)]
# One sentence, or variants that take turns, so that the bot does not sound like a tape.
Text = Annotated[Sentence | Annotated[list[Sentence], Field(min_length=1, max_length=10)], Field()]
Proof = Literal["bound", "fresh"]
Condition = Annotated[
    str, Field(min_length=1, max_length=300, description="A comparison, such as: amount <= bill.due")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Strict):
    """A fixed answer of a choice."""

    id: Annotated[str, Field(min_length=1, max_length=60, description="What the slot then holds.")]
    label: Annotated[str, Field(min_length=1, max_length=60, description="What the button says.")]
    synonyms: Annotated[list[Sentence], Field(description="Other words that customers use for it.")] = []


class Check(_Strict):
    """What a value must fulfil; if not, `say` tells why and the slot is asked again."""

    must: Condition
    say: Text


class Slot(_Strict):
    """Something to learn from the customer."""

    kind: Annotated[
        Kind, Field(description="What is listened for. Small talk never fills a slot of any kind.")
    ]
    label: Annotated[str, Field(min_length=1, max_length=30, description="Its name in summaries: 还款金额.")]
    ask: Annotated[Text, Field(description="The question.")]
    retry: Annotated[
        Text | None, Field(description="Said before asking again when the answer was not understood.")
    ] = None
    names: Annotated[
        list[Sentence],
        Field(description="Words by which a customer names it when correcting it: 金额改成500."),
    ] = []
    checks: list[Check] = []
    options: Annotated[list[Option], Field(description="Of a choice: the answers.")] = []
    options_from: Annotated[
        Key | None, Field(description="Of a choice: an action whose result is the list of answers.")
    ] = None
    none_left: Annotated[
        Text | None, Field(description="Said, ending the flow, when `options_from` finds nothing.")
    ] = None
    length: Annotated[
        list[Annotated[int, Field(ge=1, le=30)]], Field(description="Of digits: the lengths allowed.")
    ] = []
    buttons: Annotated[
        list[Option],
        Field(description="Of other kinds: quick answers; the id names the value, as bill.due or today."),
    ] = []
    tries: Annotated[
        int, Field(ge=1, le=5, description="Answers not understood before a person takes over.")
    ] = 3


class Collect(_Strict):
    """Ask for a slot, unless it is known already."""

    collect: Key


class Call(_Strict):
    """Call an action; `into` names its result."""

    call: Key
    given: Annotated[
        dict[Key, Annotated[str, Field(max_length=200)]], Field(description="Parameter: value or expression.")
    ] = {}
    into: Key | None = None
    requires: Annotated[
        Proof | None,
        Field(description="fresh: the customer proves who they are by a code right before this is done."),
    ] = None
    refused: Annotated[
        dict[str, Text],
        Field(description="What to say when the action refuses, by its code; `other` for all the rest."),
    ] = {}


class Say(_Strict):
    """Say something; {slot} and {result.field} are filled in, amounts and dates as people write them."""

    say: Text


class Confirm(_Strict):
    """Sum up and ask before acting. No means: nothing is done, the flow ends."""

    confirm: Text
    declined: Annotated[Text | None, Field(description="Said when the customer declines.")] = None


class If(_Strict):
    """Go one way or the other."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    when: Annotated[Condition, Field(alias="if")]
    then: Annotated[list["Step"], Field(min_length=1)]
    otherwise: Annotated[list["Step"], Field(alias="else")] = []


class HandOver(_Strict):
    """Give the conversation to a person, with what was learned so far."""

    hand_over: Annotated[Key, Field(description="The reason, a code for statistics: hardship.")]
    say: Text | None = None


class End(_Strict):
    """End the flow here."""

    end: Literal["done", "cancelled"]


VERBS = ("collect", "call", "say", "confirm", "if", "hand_over", "end")


def verb_of(step: Any) -> str | None:
    """What a step does. `hand_over` may carry a `say`."""
    if isinstance(step, dict):
        return next((verb for verb in ("hand_over", *VERBS) if verb in step), None)
    kinds: dict[type, str] = {
        Collect: "collect", Call: "call", Say: "say", Confirm: "confirm", If: "if", HandOver: "hand_over", End: "end",
    }  # fmt: skip
    return kinds.get(type(step))


Step = Annotated[
    Annotated[Collect, Tag("collect")]
    | Annotated[Call, Tag("call")]
    | Annotated[Say, Tag("say")]
    | Annotated[Confirm, Tag("confirm")]
    | Annotated[If, Tag("if")]
    | Annotated[HandOver, Tag("hand_over")]
    | Annotated[End, Tag("end")],
    Discriminator(verb_of),
]


class Flow(_Strict):
    """One matter that the bot handles from beginning to end."""

    title: Annotated[
        str, Field(min_length=1, max_length=30, description="As customers call it: 提前结清试算.")
    ]
    about: Annotated[str, Field(description="For colleagues: what it is for.")] = ""
    requires: Annotated[
        Literal["anybody", "bound", "fresh", "verified"],
        Field(
            description="bound: the customer has proven who they are in this session; fresh: by a code of the last "
            "ten minutes. Whoever has not is asked to, and the flow goes on. verified (older): bound, and what each "
            "action needs."
        ),
    ] = "anybody"
    topic: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=30,
            description="What a short question in the middle is about: 提前结清, then 会影响征信吗.",
        ),
    ] = None
    triggers: Annotated[
        list[Sentence], Field(description="How customers ask for it. {amount}, {date} … stand for values.")
    ] = []
    not_triggers: Annotated[
        list[Sentence], Field(description="Sentences that look alike and mean something else.")
    ] = []
    stands_for: Annotated[
        list[str],
        Field(
            description="Knowledge entries whose questions this flow answers better, for those who may use it."
        ),
    ] = []
    sets: Annotated[list["Preset"], Field(description="Slots known from how it was asked for.")] = []
    interrupts: Annotated[
        bool, Field(description="True: inside another flow it runs at once and the other goes on.")
    ] = False
    timeout_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    slots: dict[Key, Slot] = {}
    steps: Annotated[list[Step], Field(min_length=1)]


class Preset(_Strict):
    """If the customer's words contain one of `says`, the slot is `value`."""

    says: Annotated[list[Sentence], Field(min_length=1)]
    slot: Key
    value: str


class FlowFile(_Strict):
    """A file of flows."""

    flows: Annotated[dict[Key, Flow], Field(min_length=1)]


for _model in (If, Flow, FlowFile):
    _model.model_rebuild()


def schema() -> dict[str, Any]:
    """The JSON Schema of a flow file."""
    made = FlowFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Tandem flows"}
