"""What the bot says to several questions in one message: none is lost silently."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.decision import NONE_OF_THESE, DecidedPart, Decision, Option
from tandem.contexts.bot.rules.drafting import parts_worth_a_draft
from tandem.contexts.bot.rules.together import POLICY, together


def sure(entry: str, confidence: float = 0.95) -> Decision:
    return Decision("answer", "confident", "confident", confidence, (entry,))


def unsure(*entries: str, confidence: float = 0.6) -> Decision:
    options = (*(Option(one, f"问{one}") for one in entries), Option(NONE_OF_THESE, ""))
    return Decision("clarify", "clarify", "between_thresholds", confidence, entries, options, "bot.clarify")


def unknown(reason: str = "low_confidence") -> Decision:
    return Decision("handoff", "threshold", reason, 0.1, say="bot.handoff")


def part(text: str, decision: Decision, **more: object) -> DecidedPart:
    best = decision.entry_ids[0] if decision.entry_ids else None
    given = {"best": best, "scope": 0.9, "auto": 0.9, "draft": 0.5} | more
    return DecidedPart(text, decision, **given)  # type: ignore[arg-type]


A, B = part("甲", sure("a")), part("乙", sure("b", 0.97))


def test_each_that_is_sure_is_answered_in_the_order_asked() -> None:
    found = together(unsure("a", "b"), "a", [A, B])
    assert (found.action, found.policy, found.entry_ids, found.confidence) == (
        "answer",
        POLICY,
        ("a", "b"),
        0.95,
    )
    assert [one["text"] for one in found.evidence["parts"]] == ["甲", "乙"]
    # However sure the whole message is of one of them.
    assert together(sure("a"), "a", [A, B]).entry_ids == ("a", "b")


def test_the_sure_one_is_answered_and_the_other_asked_about() -> None:
    found = together(unsure("a", "c"), "a", [A, part("丙", unsure("c", "d"))])
    assert (found.action, found.entry_ids, found.say) == ("answer", ("a",), "bot.clarify.part")
    assert [one.id for one in found.options] == ["c", "d", NONE_OF_THESE]
    assert [one.label for one in found.options][:2] == ["问c", "问d"]
    assert found.evidence["open"] == "丙"


def test_what_was_answered_is_no_button() -> None:
    found = together(unsure("a", "c"), "a", [A, part("丙", unsure("c", "a"))])
    assert [one.id for one in found.options] == ["c", NONE_OF_THESE]


def test_what_a_person_must_answer_is_handed_over_after_the_answer() -> None:
    found = together(unknown(), None, [A, part("丁", unknown(), added=True, scope=0.1)])
    assert (found.action, found.policy, found.entry_ids) == ("handoff", POLICY, ("a",))
    assert (found.reason, found.say, found.evidence["open"]) == ("low_confidence", "bot.handoff.part", "丁")
    in_scope = together(unknown(), None, [A, part("丁", unknown())])
    assert in_scope.action == "handoff"


def test_what_was_hardly_a_question_is_said_not_to_be_understood() -> None:
    found = together(unknown(), None, [part("丁", unknown("out_of_scope"), scope=0.1), A])
    assert (found.action, found.entry_ids, found.say) == ("answer", ("a",), "bot.not_understood.part")
    assert found.options == ()


def test_one_question_in_several_sentences_is_answered_as_one() -> None:
    # Together it says what none of its sentences says.
    assert together(sure("w"), "w", [A, part("丙", unsure("c", "d"))]).entry_ids == ("w",)
    assert together(unsure("w", "x"), "w", [A, part("丙", unsure("c", "d"))]).entry_ids == ("a",)
    told = together(unsure("w", "x"), "w", [part("可以吗", unsure("c", "d")), B])
    assert (told.action, told.entry_ids) == ("clarify", ("w", "x"))
    # The second sentence is about the same, though less clear.
    assert together(sure("a"), "a", [A, part("丙", unsure("a", "d"))]).entry_ids == ("a",)
    # A remark, and a rhetorical question.
    told = part("说", replace(unknown("out_of_scope"), action="handoff"), asks=False, scope=0.1)
    assert together(sure("a"), "a", [told, A]).action == "answer"
    assert together(sure("a"), "a", [part("丁", unknown(), scope=0.1), A]).entry_ids == ("a",)


def test_the_whole_lends_what_a_part_is_unsure_of() -> None:
    found = together(sure("c"), "c", [A, part("丙", unsure("c", "d"))])
    assert (found.action, found.entry_ids) == ("answer", ("a", "c"))


def test_what_may_not_be_meant_here_is_asked_about() -> None:
    """花呗逾期了，怎么还款: the second half alone is another question."""
    found = together(unsure("a", "c"), "a", [A, part("乙", sure("b"), fits=False)])
    assert found.entry_ids == ("a",)
    assert [one.id for one in found.options] == ["b", NONE_OF_THESE]
    only = together(unknown(), None, [part("丁", unknown()), part("乙", sure("b"), fits=False)])
    assert only.reason == "low_confidence"


def test_none_sure_the_likeliest_of_each_is_offered() -> None:
    found = together(unsure("c", "d"), "c", [part("丙", unsure("c", "d")), part("戊", unsure("e", "f"))])
    assert (found.action, found.reason) == ("clarify", "several_questions")
    assert [one.id for one in found.options] == ["c", "e", NONE_OF_THESE]
    same = together(unsure("c", "d"), "c", [part("丙", unsure("c", "d")), part("戊", unsure("c", "f"))])
    assert same.reason == "between_thresholds"


def test_what_must_reach_a_person_goes_before_all() -> None:
    felt = Decision("handoff", "mandatory", "complaint", urgency=2, evidence={"meaning": {}})
    assert together(sure("a"), "a", [A, part("骂", felt)]).reason == "complaint"


@given(st.lists(st.sampled_from(["sure", "unsure", "unknown"]), min_size=2, max_size=4), st.booleans())
def test_no_question_is_lost(kinds: list[str], added: bool) -> None:
    made = {
        "sure": lambda n: sure(f"s{n}"), "unsure": lambda n: unsure(f"u{n}", f"v{n}"), "unknown": lambda n: unknown(),
    }  # fmt: skip
    parts = [part(f"问{n}", made[kind](n), added=added) for n, kind in enumerate(kinds)]
    found = together(unknown(), None, parts)
    assert len(found.options) <= 3
    assert all(f"s{n}" in found.entry_ids for n, kind in enumerate(kinds) if kind == "sure")
    open_ones = len(kinds) - kinds.count("sure")
    assert not open_ones or found.options or found.action == "handoff"


def test_drafts() -> None:
    mixed = [A, part("丙", unsure("c", "d"))]
    both = together(unsure("a", "c"), "a", mixed)
    assert parts_worth_a_draft(both, mixed) == {"a": 0.95, "c": 0.6}
    # Sure of all: nobody need look; too little known of one: it is asked about.
    assert parts_worth_a_draft(together(unknown(), None, [A, B]), [A, B]) is None
    faint = [A, part("丙", unsure("c", "d", confidence=0.4))]
    assert parts_worth_a_draft(together(unknown(), None, faint), faint) is None
    assert parts_worth_a_draft(unsure("a", "c"), ()) is None
