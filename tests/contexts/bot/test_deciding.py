from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tandem.contexts.bot.decision import NONE_OF_THESE, ChatHit, Decision, Past, Thresholds, Turn
from tandem.contexts.bot.rules import decide, needs_search
from tandem.contexts.bot.rules.noise import is_bare_matter, is_vague
from tandem.contexts.knowledge.api import Candidate, Ranking


def ranking(*confidences: float, exact: bool = False, scope: float = 0.9, first: int = 0) -> Ranking:
    candidates = tuple(
        Candidate(f"e{first + i}", f"问题{first + i}？", f"问题{first + i}", {"bm25": c}, c, c)
        for i, c in enumerate(confidences)
    )
    return Ranking(
        query="怎么还款",
        candidates=candidates,
        encoders=(),
        degraded=(),
        tau_answer=0.9,
        tau_clarify=0.3,
        scope=scope,
        exact=exact,
    )


def turn(text: str = "怎么还款", *past: Past, **more: object) -> Turn:
    return Turn(text=text, past=past, **more)  # type: ignore[arg-type]


def run(given: Turn, found: Ranking | None = None, chat: ChatHit | None = None) -> Decision:
    return decide(given, chat, found)


ANSWERED = Past("answer", "confident", asked="怎么还款", entry_ids=("e0",))
CLARIFIED = Past("clarify", "between_thresholds", "怎么还", ("e0", "e1"), ("e0", "e1", NONE_OF_THESE))


def test_the_ladder() -> None:
    answer = run(turn(), ranking(0.95, 0.1))
    assert (answer.action, answer.policy, answer.entry_ids) == ("answer", "confident", ("e0",))
    assert answer.confidence == 0.95
    clarify = run(turn(), ranking(0.6, 0.3, 0.2, 0.15))
    assert clarify.action == "clarify"
    assert [o.id for o in clarify.options] == ["e0", "e1", NONE_OF_THESE]
    assert run(turn(), ranking(0.2, 0.1)).reason == "low_confidence"
    assert run(turn(), ranking(0.2, 0.1, scope=0.1)).reason == "out_of_scope"
    assert run(turn(), ranking()).reason == "nothing_known"
    assert run(turn(), None).action == "handoff"


def test_limits_may_be_set_by_hand() -> None:
    assert decide(turn(), None, ranking(0.6, 0.1), Thresholds(0.5, 0.2)).action == "answer"
    assert decide(turn(), None, ranking(0.95, 0.1), Thresholds(0.99, 0.2)).action == "clarify"


def test_word_for_word_is_its_own_policy() -> None:
    assert run(turn(), ranking(0.995, exact=True)).policy == "exact"


def test_three_buttons_at_most_and_one_alone_is_no_choice() -> None:
    assert [o.id for o in run(turn(), ranking(0.6, 0.3, 0.3)).options] == ["e0", "e1", NONE_OF_THESE]
    assert [o.id for o in run(turn(), ranking(0.6, 0.01, 0.01)).options] == ["e0", "e1", NONE_OF_THESE]
    assert [o.id for o in run(turn(), ranking(0.6)).options] == ["e0", NONE_OF_THESE]


@pytest.mark.parametrize("text", ["手机号", "我的额度", "银行卡呢", "征信", "还款日"])
def test_a_thing_alone_is_asked_about(text: str) -> None:
    found = run(turn(text), ranking(0.1, 0.05))
    assert (found.action, len(found.options)) == ("clarify", 3)
    # Once; not in the middle of a flow; not where nothing here is meant.
    assert run(turn(text, CLARIFIED), ranking(0.1, 0.05)).action == "handoff"
    assert run(turn(text, topic=""), ranking(0.1, 0.05)).action == "handoff"
    assert run(turn(text), ranking(0.1, 0.05, scope=0.1)).action != "clarify"


@pytest.mark.parametrize("text", ["怎么改", "要还钱", "3期", "app", "我逾期了", "手机号码要怎么改才行呢"])
def test_what_says_more_is_no_thing_alone(text: str) -> None:
    assert not is_bare_matter(text)


def test_buttons() -> None:
    chosen = run(turn("问题1？", CLARIFIED, choice_id="e1"))
    assert (chosen.action, chosen.policy, chosen.entry_ids) == ("answer", "choice", ("e1",))
    none = run(turn("都不是", CLARIFIED, choice_id=NONE_OF_THESE))
    assert (none.action, none.reason) == ("handoff", "none_of_these")


def test_a_forged_or_stale_choice_is_plain_text() -> None:
    assert run(turn("怎么还款", CLARIFIED, choice_id="e9"), ranking(0.95)).policy == "confident"
    assert run(turn("怎么还款", ANSWERED, choice_id="e1"), ranking(0.95, first=5)).policy == "confident"


def test_never_clarifies_twice_for_one_matter() -> None:
    again = run(turn("还是不知道怎么还", CLARIFIED), ranking(0.6, 0.3))
    assert (again.action, again.reason) == ("handoff", "clarified_before")
    assert run(turn("那怎么提额", CLARIFIED), ranking(0.6, 0.3, first=7)).reason == "clarified_before"
    thanks = Past("smalltalk", "small_talk", "好的")
    assert run(turn("还是不知道", CLARIFIED, thanks), ranking(0.6, 0.3)).reason == "clarified_before"
    assert run(turn("那怎么提额", CLARIFIED, ANSWERED), ranking(0.6, 0.3, first=7)).action == "clarify"
    assert run(turn("提前还款", CLARIFIED), ranking(0.95, 0.1)).action == "answer"


def test_an_answer_that_did_not_help_is_not_given_again() -> None:
    assert run(turn("还款怎么弄", replace(ANSWERED, helpful=False)), ranking(0.95)).reason == "not_helpful"
    assert run(turn("怎么还款", ANSWERED), ranking(0.95)).reason == "asked_again"
    assert run(turn("怎么还款？", replace(ANSWERED, helpful=True)), ranking(0.95)).reason == "asked_again"
    assert run(turn("还款怎么操作", ANSWERED), ranking(0.95)).action == "answer"
    assert run(turn("还款怎么操作", ANSWERED, ANSWERED), ranking(0.95)).reason == "asked_again"


@pytest.mark.parametrize(
    "text", ["没用", "没有帮助", "答非所问", "不是这个", "不是我要问的", "不对", "看不懂"]
)
def test_dissatisfaction_after_an_answer(text: str) -> None:
    assert run(turn(text, ANSWERED), ranking(0.5)).reason == "not_helpful"
    assert run(turn(text), ranking(0.1)).reason != "not_helpful"


@pytest.mark.parametrize("text", ["不是说不收手续费吗为什么还扣了", "没解决之前我不会还款的你们看着办吧好吗"])
def test_a_long_text_is_a_question_not_a_verdict(text: str) -> None:
    assert run(turn(text, ANSWERED), ranking(0.5)).action == "clarify"


@pytest.mark.parametrize(
    "text", ["", "   ", "？？？", "😀😀", "123456", "。。。", "嗯嗯嗯", "啊这", "qwrtpsdf", "哈哈哈哈", "\0"]
)
def test_noise_is_asked_for_words_once(text: str) -> None:
    first = run(turn(text))
    assert (first.action, first.say) == ("smalltalk", "bot.noise")
    second = run(turn(text, Past("smalltalk", "noise")))
    assert (second.action, second.reason) == ("handoff", "noise")


@pytest.mark.parametrize("text", ["那下个月呢", "后天可以吗", "就按5万吧"])
def test_a_bare_value_that_answers_nothing_is_asked_for_words_once(text: str) -> None:
    first = run(turn(text, ANSWERED), ranking(0.1, scope=0.1))
    assert (first.action, first.say) == ("smalltalk", "bot.noise")
    assert run(turn(text, Past("smalltalk", "noise")), ranking(0.1, scope=0.1)).action == "handoff"
    assert run(turn(text), ranking(0.95)).action == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "想问下",
        "我想咨询一下",
        "你好，我想问一下",
        "请问一下",
        "有个问题",
        "有点事想咨询你们一下",
        "麻烦问个事",
    ],
)
def test_who_announces_a_question_is_asked_to_go_on(text: str) -> None:
    first = run(turn(text))
    assert (first.action, first.say) == ("smalltalk", "bot.go_on")
    assert run(turn("就是", Past("smalltalk", "opening"))).say == "bot.go_on"
    assert run(turn("就是", Past("smalltalk", "opening"), Past("smalltalk", "noise"))).reason == "noise"


@pytest.mark.parametrize(
    "text", ["想问下额度", "我想了解一下利率", "有问题要投诉", "咨询还款", "有个问题，怎么还款"]
)
def test_a_question_that_is_asked_at_once_is_answered(text: str) -> None:
    assert run(turn(text), ranking(0.95)).say != "bot.go_on"


@pytest.mark.parametrize("text", ["额度那个，咋回事", "还款的事", "结清证明的问题", "有关征信"])
def test_a_matter_and_no_more_is_asked_about(text: str) -> None:
    assert run(turn(text), ranking(0.1, 0.1)).action == "clarify"
    assert run(turn(text), ranking(0.1, 0.1, scope=0.1)).reason == "out_of_scope"
    assert run(turn(text, CLARIFIED), ranking(0.1, 0.1)).reason == "low_confidence"


@pytest.mark.parametrize("text", ["怎么还款", "还款", "我的钱去哪了", "你们公司在哪个城市的问题"])
def test_what_says_more_or_less_than_a_matter_is_not(text: str) -> None:
    assert run(turn(text), ranking(0.1, 0.1)).action == "handoff"


def test_a_bare_how_before_the_question_back_was_seen_changes_nothing() -> None:
    unseen = replace(CLARIFIED, unseen=True)
    again = run(turn("怎么弄呀", unseen, unseen))
    assert (again.action, [one.id for one in again.options]) == ("clarify", list(CLARIFIED.option_ids))
    assert run(turn("怎么弄呀", CLARIFIED), ranking(0.1)).action == "handoff"


def test_who_tells_of_themselves_first_is_asked_to_go_on_once() -> None:
    told = run(turn("我人老了记性不好"), ranking(0.1, scope=0.1))
    assert (told.action, told.reason, told.say) == ("smalltalk", "statement", "bot.go_on")
    again = turn("我眼睛也花了", Past("smalltalk", "statement"))
    assert run(again, ranking(0.1, scope=0.1)).reason == "out_of_scope"
    assert run(turn("我人老了记性不好"), ranking(0.95)).action == "answer"


@pytest.mark.parametrize(
    "text",
    ["我要还款", "我被扣了两次钱", "我登录不上", "我想问问股票", "我失业了", "你们太差", "我对罚息有异议"],
)
def test_what_wants_something_is_no_mere_statement(text: str) -> None:
    assert run(turn(text), ranking(0.1, scope=0.1)).action == "handoff"


def test_who_wrote_on_unseeing_is_not_judged_by_it() -> None:
    unseen = replace(CLARIFIED, unseen=True)
    assert run(turn("还款", CLARIFIED), ranking(0.5)).action == "handoff"
    assert run(turn("还款", unseen), ranking(0.5)).action == "clarify"
    assert run(turn("。。。", Past("smalltalk", "noise", unseen=True))).action == "smalltalk"
    said = replace(ANSWERED, asked="怎么还款")
    assert run(turn("怎么还款", said), ranking(0.95)).reason == "asked_again"
    assert run(turn("怎么还款", replace(said, unseen=True)), ranking(0.95)).action == "answer"


@pytest.mark.parametrize("text", ["额度", "利率", "app", "还款", "ok", "vip", "APR", "hello there"])
def test_short_questions_are_no_noise(text: str) -> None:
    assert run(turn(text), ranking(0.95)).action == "answer"


def test_attachments() -> None:
    first = run(turn("", kind="image"))
    assert first.say == "bot.attachment"
    assert run(turn("", Past("smalltalk", "attachment"), kind="file")).action == "handoff"
    assert run(turn("这个怎么还款", kind="image"), ranking(0.95)).action == "answer"


def test_voice_notes_are_no_noise() -> None:
    """The bot says that it cannot listen, once; the second one a person hears."""
    first = run(turn("", kind="voice"))
    assert (first.action, first.reason, first.say) == ("smalltalk", "voice", "bot.voice")
    for before in ("voice", "attachment"):
        second = run(turn("", Past("smalltalk", before), kind="voice"))
        assert (second.action, second.reason) == ("handoff", "attachment")
    assert run(turn("", Past("smalltalk", "voice"), kind="image")).action == "handoff"
    assert run(turn("转人工", Past("smalltalk", "voice"))).reason == "asked_for_person"


def test_small_talk_needs_no_search() -> None:
    hit = ChatHit("s1", "smalltalk.hello")
    found = run(turn("你好"), None, hit)
    assert (found.action, found.entry_ids) == ("smalltalk", ("s1",))
    assert not needs_search(turn("你好"), hit)
    assert needs_search(turn("怎么还款"), None)
    assert not needs_search(turn("转人工"), None)


def test_a_crisis_is_no_small_talk() -> None:
    found = run(turn("心里难受撑不住了"), None, ChatHit("s9", "smalltalk.crisis"))
    assert (found.action, found.reason, found.urgency) == ("handoff", "self_harm", 3)


def test_a_person_is_always_reachable() -> None:
    sure = ranking(0.999, exact=True)
    for past in [(), (ANSWERED,), (CLARIFIED,)]:
        assert run(turn("转人工", *past), sure, ChatHit("s", "smalltalk.x")).reason == "asked_for_person"


pasts = st.lists(st.sampled_from([ANSWERED, CLARIFIED, Past("smalltalk", "noise")]), max_size=4).map(tuple)
confidences = st.lists(st.floats(0, 1), max_size=6).map(lambda found: sorted(found, reverse=True))


@example("额度", (), [0.0], None)
@example("À㐀", (), [0.0], None)
@given(st.text(max_size=60), pasts, confidences, st.sampled_from([None, "e0", "x", NONE_OF_THESE]))
def test_promises(text: str, past: tuple[Past, ...], found: list[float], choice: str | None) -> None:
    ranked = ranking(*found)
    decision = decide(Turn(text=text, choice_id=choice, past=past), None, ranked)
    if decision.action == "answer":
        assert decision.entry_ids
        assert decision.policy == "choice" or ranked.confidence >= ranked.tau_answer
    if decision.action == "clarify":
        assert 2 <= len(decision.options) <= 4
        assert decision.options[-1].id == NONE_OF_THESE
        assert ranked.confidence < ranked.tau_answer
        # A thing alone (额度) says nothing of what is wanted: it is asked about however little it resembles.
        assert ranked.confidence >= ranked.tau_clarify or is_vague(text) or is_bare_matter(text)
        if past and past[-1].action == "clarify":
            assert not set(past[-1].option_ids) & set(decision.entry_ids)
    if decision.action == "handoff":
        assert decision.say
        assert decision.reason
    assert 0 <= decision.confidence <= 1
