"""Examples that stand in each other's way, as trainers' screens show them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tandem.contexts.bot.training.repository.examples import Example
from tandem.contexts.bot.training.repository.intents import Intent, owners
from tandem.contexts.bot.training.repository.versions import Version
from tandem.contexts.bot.training.rules.grouping import near_pairs
from tandem.contexts.bot.training.rules.splitting import form, text_hash
from tandem.contexts.bot.training.schemas import (
    ConflictIntent,
    ConflictsOut,
    Confused,
    ConfusedSide,
    NearPair,
    NearSide,
    SameText,
)

_NEAR = 0.8
_MOST = 100


def conflicts_out(
    rows: Sequence[Example], known: Mapping[str, Intent], newest: Version | None
) -> ConflictsOut:
    """`newest`: the version whose mix-ups are told. Blocking, a fraction of a second for some thousand examples."""
    owner = owners(known)
    counted = [
        (one, owner[one.intent_key] if one.intent_key else None)
        for one in rows
        if one.intent_key is None or owner[one.intent_key] is not None
    ]
    return ConflictsOut(
        same_text=_same(counted, known)[:_MOST],
        near=_near(counted, known)[:_MOST],
        confused=_confused(newest, known, owner),
    )


def _same(counted: Sequence[tuple[Example, str | None]], known: Mapping[str, Intent]) -> list[SameText]:
    by_text: dict[bytes, dict[str | None, Example]] = defaultdict(dict)
    for one, owner in counted:
        by_text[text_hash(one.text)].setdefault(owner, one)
    return [
        SameText(
            text=next(iter(found.values())).text,
            intents=[
                ConflictIntent(
                    key=key,
                    name=_name(known, key),
                    example_id=one.id,
                    source=one.source,  # type: ignore[arg-type]
                )
                for key, one in found.items()
            ],
        )
        for found in by_text.values()
        if len(found) > 1
    ]


def _near(counted: Sequence[tuple[Example, str | None]], known: Mapping[str, Intent]) -> list[NearPair]:
    pairs = near_pairs([form(one.text) for one, _ in counted], _NEAR)
    found = sorted(
        ((likeness, a, b) for a, b, likeness in pairs if counted[a][1] != counted[b][1] and likeness < 1),
        reverse=True,
    )

    def side(place: int) -> NearSide:
        one, owner = counted[place]
        return NearSide(
            example_id=one.id, text=one.text, intent=owner, name=_name(known, owner), source=one.source,  # type: ignore[arg-type]
        )  # fmt: skip

    return [NearPair(similarity=round(likeness, 3), a=side(a), b=side(b)) for likeness, a, b in found]


def _confused(
    newest: Version | None, known: Mapping[str, Intent], owner: Mapping[str, str | None]
) -> list[Confused]:
    """What was merged or retired since that version learned is mixed up no more."""
    told = (newest.quality or {}).get("confused", []) if newest is not None else []
    found: dict[tuple[str, str], Confused] = {}
    for a, b, share in told:
        now_a, now_b = owner.get(a), owner.get(b)
        if now_a is None or now_b is None or now_a == now_b:
            continue
        sides = [ConfusedSide(key=key, name=_name(known, key)) for key in (now_a, now_b)]
        found.setdefault((now_a, now_b), Confused(a=sides[0], b=sides[1], share=share))
    return list(found.values())


def _name(known: Mapping[str, Intent], key: str | None) -> str:
    return known[key].name if key in known and key is not None else key or ""
