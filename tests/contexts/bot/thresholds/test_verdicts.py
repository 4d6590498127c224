"""What people said of a turn, and whether that makes a judgement right."""

from dataclasses import replace

import pytest

from tandem.contexts.bot.thresholds.rules.verdicts import (
    NOTHING,
    Book,
    Drafted,
    Heard,
    Known,
    known,
    outcomes,
)

BOOK = Book(
    keys={"e1": "early", "e2": "fee", "e3": "repay_now"},
    merged={"old": "own"},
    targets={
        "entry:early": "entry:early", "entry:fee": "entry:fee", "own": "entry:early", "flow:repay": "flow:repay",
        "entry:repay_now": "entry:repay_now",
    },
    stands_for={"repay_now": "repay"},
)  # fmt: skip
EARLY = Known("entry:early")
NOT_EARLY = Known(ruled_out=frozenset({"entry:early"}))
TURN = Heard(entry="e1", confidence=0.7, intent="own", probability=0.8, answered="e1")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"label": "entry:early"}, EARLY),
        ({"label": "own"}, EARLY),  # a trainer's own intent that leads to the entry
        ({"label": "old"}, EARLY),  # merged since
        ({"label": "lonely"}, Known("lonely")),  # leads nowhere
        ({"label": NOTHING}, Known(NOTHING)),
        ({"draft": Drafted("approved", "e1", "e1")}, EARLY),
        ({"draft": Drafted("edited", "e1", "e1")}, EARLY),
        ({"draft": Drafted("replaced", "e1", "e2")}, Known("entry:fee")),
        ({"draft": Drafted("edited", "e1", None)}, Known()),  # the entry was retired since
        ({"draft": Drafted("taken_over", "e1", None)}, NOT_EARLY),
        ({"draft": Drafted("handed_over", "e1", None)}, NOT_EARLY),
        ({"draft": Drafted("expired", "e1", None)}, Known()),
        ({"draft": Drafted("withdrawn", "e1", None)}, Known()),
        ({"offered": ("e1", "e2", "none"), "chosen": "e2"}, Known("entry:fee")),
        ({"offered": ("e1", "none"), "chosen": "none"}, NOT_EARLY),
        ({"offered": ("e1", "none"), "chosen": "e2"}, Known()),  # a button of another question
        ({"helpful": True}, EARLY),
        ({"helpful": False}, NOT_EARLY),
        ({"helpful": True, "answered": None}, Known()),
        ({}, Known()),
        # The surest source counts.
        ({"label": NOTHING, "draft": Drafted("approved", "e1", "e1"), "helpful": True}, Known(NOTHING)),
        ({"draft": Drafted("handed_over", "e1", None), "helpful": True}, NOT_EARLY),
    ],
)
def test_what_is_known(said: dict[str, object], expected: Known) -> None:
    assert known(replace(TURN, **said), BOOK) == expected  # type: ignore[arg-type]


def judged(turn: Heard) -> tuple[bool | None, bool | None]:
    found = outcomes([turn], BOOK)
    each = [found[judge][0].right if found[judge] else None for judge in ("retrieval", "intent")]
    return each[0], each[1]


@pytest.mark.parametrize(
    ("said", "retrieval", "intent"),
    [
        ({"label": "entry:early"}, True, True),
        ({"label": "entry:early", "entry": "e2"}, False, True),
        ({"label": NOTHING}, False, False),
        ({"label": "flow:repay"}, False, False),
        ({"label": "flow:repay", "entry": "e3"}, True, False),  # the flow stands for that entry
        ({"helpful": False}, False, False),
        ({"helpful": False, "answered": "e2"}, None, None),  # of another answer
        ({"label": "entry:early", "entry": None}, None, True),
        ({"label": "entry:early", "intent": None}, True, None),
        ({"label": "entry:early", "entry": "gone"}, None, True),
    ],
)
def test_which_judge_was_right(said: dict[str, object], retrieval: bool | None, intent: bool | None) -> None:
    assert judged(replace(TURN, **said)) == (retrieval, intent)  # type: ignore[arg-type]


def test_outcomes_count_for_the_intent_that_counts_now() -> None:
    found = outcomes([replace(TURN, intent="old", label="own")], BOOK)
    assert [(one.intent, one.confidence, one.right) for one in found["intent"]] == [("own", 0.8, True)]
    assert [one.intent for one in found["retrieval"]] == ["entry:early"]
