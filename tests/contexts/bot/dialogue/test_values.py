"""What is read out of messages: numbers, amounts, dates, choices; what expressions and texts make of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.dialogue.calls.actions import Choice
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.hearing.understanding import Understood
from tandem.contexts.bot.dialogue.language.conditions import BadExpression, parse
from tandem.contexts.bot.dialogue.language.grammar import Slot
from tandem.contexts.bot.dialogue.language.templates import filled, show
from tandem.contexts.bot.dialogue.machine.filling import Value, answer_to, chosen, mentioned
from tandem.kit.chinese.writing import money

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)  # a Monday
FIND = RuleExtractor().find


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("还500元", "amount", 50_000), ("¥1,280.50", "amount", 128_050), ("一千二块钱", "amount", 120_000),
        ("0.01元", "amount", 1), ("手机13812345678", "phone", "13812345678"),
        ("138 1234 5678", "phone", "13812345678"),
        ("+86 13812345678", "phone", "13812345678"), ("分12期", "number", 12), ("三个月", "number", 3),
        ("今天", "date", "2026-11-23"), ("明天", "date", "2026-11-24"), ("大后天", "date", "2026-11-26"),
        ("5号", "date", "2026-12-05"), ("25号", "date", "2026-11-25"), ("下个月5号", "date", "2026-12-05"),
        ("本月5号", "date", "2026-11-05"), ("月底", "date", "2026-11-30"), ("下月底", "date", "2026-12-31"),
        ("12月3日", "date", "2026-12-03"), ("1月8号", "date", "2027-01-08"),
        ("2026-12-31", "date", "2026-12-31"),
        ("2026年12月1日", "date", "2026-12-01"), ("下周三", "date", "2026-12-02"),
        ("周五", "date", "2026-11-27"),
        ("6217", "digits", "6217"), ("尾号六二一七", "digits", "6217"), ("0086", "digits", "0086"),
        ("一千二", "amount", 120_000), ("一千零二", "amount", 100_200), ("5万", "amount", 5_000_000),
        ("3万5", "amount", 3_500_000), ("1.5w", "amount", 1_500_000), ("两百五", "amount", 25_000),
        ("三块五", "amount", 350), ("我要还500", "amount", 50_000), ("大概八百左右", "amount", 80_000),
        ("第3期", "number", 3), ("半年", "number", 6), ("两年", "number", 24), ("3笔", "number", 3),
        ("十五", "plain_number", "15"), ("月末", "date", "2026-11-30"),
        ("年底", "date", "2026-12-31"), ("每月15号", "date", "2026-12-15"), ("十五号", "date", "2026-12-15"),
        ("一三八一二三四五六七八", "phone", "13812345678"),
    ],
)  # fmt: skip
def test_what_is_found(text: str, kind: str, value: object) -> None:
    assert [(one.kind, one.value) for one in FIND(text, NOW)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "2月30号", "13月5号", "0号", "1.234元", "", "你好", "随便", "下周", "下个月", "两三千", "3到5万", "年化24%",
        "一个人", "一下", "百分之三", "利率万五",
    ],
)  # fmt: skip
def test_what_is_nothing(text: str) -> None:
    """No day or amount that one could act on: ranges, whole months, what no calendar has."""
    assert not [one for one in FIND(text, NOW) if one.kind in ("date", "amount", "phone")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("500或者600", ["500", "600"]), ("还500或者600", [50_000, "600"]), ("三百 五十", [30_000, "50"]),
        ("七八百吧", [70_000, 80_000]), ("3000还是3万还是4万", ["3000", 3_000_000, 4_000_000]),
        ("5号还是6号", ["2026-12-05", "2026-12-06"]), ("５００～８００", ["500", "800"]),
        ("2,000到3,000元", ["2000", 300_000]), ("12期或24期", [12, 24]),
    ],
)  # fmt: skip
def test_two_values_leave_it_open(text: str, values: list[object]) -> None:
    assert [(one.kind, [value for _, value in one.value]) for one in FIND(text, NOW)] == [("either", values)]


@pytest.mark.parametrize(
    "text", ["用6217还500", "6217 500", "138 0013 8000", "从8号改成15号", "三百五", "500 块"]
)
def test_two_values_of_different_things_do_not(text: str) -> None:
    assert "either" not in [one.kind for one in FIND(text, NOW)]


def test_a_doubtful_card_number_is_no_digits() -> None:
    assert [one.kind for one in FIND("4111 1111 1111 1112", NOW)] == []
    assert [one.value for one in FIND("4111 1111 1111 1111", NOW)] == ["4111111111111111"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("每月15号", 15), ("改到二十五号", 25), ("15", 15), ("十五", 15), ("31日", 31), ("3月5号", None)],
)
def test_a_day_of_the_month_is_a_number(text: str, day: int | None) -> None:
    value = answer_to(Slot(kind="number", label="还款日", ask="几号？"), heard(text), ())
    assert (value.value if value else None) == day


@given(st.text(max_size=40))
def test_places_are_those_of_the_text(text: str) -> None:
    for one in FIND(text, NOW):
        assert text[one.start : one.end] == one.text


def heard(text: str, *, chat: str | None = None) -> Understood:
    return Understood(text, tuple(FIND(text, NOW)), chat=chat)


AMOUNT = Slot(kind="amount", label="金额", ask="多少？")


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("500", 50_000), ("五百吧", 50_000), ("500可以吗", 50_000), ("500元要手续费吗", None),
        ("还500还是600", None),
        ("我再想想", None), ("12期", None), ("13812345678", None),
    ],
)  # fmt: skip
def test_an_amount_asked_for(text: str, fen: int | None) -> None:
    value = answer_to(AMOUNT, heard(text), ())
    assert (value.value if value else None) == fen


def test_small_talk_fills_nothing() -> None:
    for kind in ("amount", "date", "phone", "digits", "number", "text"):
        slot = Slot(kind=kind, label="x", ask="x")  # type: ignore[arg-type]
        assert answer_to(slot, heard("888", chat="smalltalk.bye"), ()) is None
        assert mentioned(slot, heard("888元", chat="smalltalk.bye")) is None


def test_an_unasked_number_is_an_amount_where_words_or_a_unit_say_so() -> None:
    assert mentioned(AMOUNT, heard("我要500")) is None
    for text in ("我要还500", "500元的话", "那就一千二"):
        assert mentioned(AMOUNT, heard(text)) is not None, text


CARDS = (
    Choice("a", "建设银行储蓄卡(尾号6217)", ("建设银行", "建行")),
    Choice("b", "招商银行储蓄卡(尾号3391)", ("招行",)),
)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("建行", "a"), ("尾号3391的", "b"), ("3391", "b"), ("第一张", "a"), ("2", "b"),
        ("选第二个", "b"), ("最后一张", "b"), ("招商银行储蓄卡(尾号3391)", "b"), ("储蓄卡", None),
        ("第三张", None), ("农行", None),
        ("建行还是招行", None), ("", None),
    ],
)  # fmt: skip
def test_a_choice_is_named_or_it_is_not(text: str, id_: str | None) -> None:
    value = chosen(text, CARDS)
    assert (value.value if value else None) == id_


SCOPE = {
    "amount": 50_000,
    "on": "2026-12-05",
    "today": date(2026, 11, 23),
    "bill": {"due": 60_000, "overdue": False},
}


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("amount <= bill.due", True), ("amount >= 600元", False), ("amount == 500元", True),
        ("on <= today + 30天", True), ("on < today", False), ("not bill.overdue", True),
        ("amount > 100元 and on > today", True),
        ("amount > 900元 or (on > today and not bill.overdue)", True), ("bill.due - amount == 100元", True),
        ("unheard == none", True), ("unheard > 5", False), ("unheard.of == none", True),
        ('on == "2026-12-05"', True),
        ("amount < on", False), ("true", True), ("none", False),
    ],
)  # fmt: skip
def test_conditions(source: str, holds: bool) -> None:
    assert parse(source).holds(SCOPE) is holds


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("amount <", 8),
        ("(amount", 7),
        ("amount amount", 7),
        ("1 +", 3),
        ("__import__('os')", 10),
        ("a; b", 1),
        ("and", 0),
    ],
)
def test_bad_expressions_say_where(source: str, at: int) -> None:
    with pytest.raises(BadExpression) as caught:
        parse(source)
    assert caught.value.at == at


@given(st.text(alphabet="abc.()<>=!+- 12元天\"'andornt", max_size=30))
def test_no_expression_breaks_the_reader(source: str) -> None:
    try:
        expression = parse(source)
    except BadExpression:
        return
    expression.holds(SCOPE)


def test_texts() -> None:
    assert (
        filled("还{amount}到{card}，{nothing}", {"amount": money(123_456), "card": "建行"})
        == "还1,234.56元到建行，—"
    )
    assert filled("{amount.__class__}", {"amount": "1"}) == "—"
    assert (show(-5, "amount"), show("2026-12-05", "date"), show("13812345678", "phone")) == (
        "-0.05元", "2026年12月5日", "138****5678",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("是的", "yes"), ("好的，确认", "yes"), ("确认还款", "yes"), ("嗯嗯", "yes"), ("OK", "yes"),
        ("要的，谢谢", "yes"), ("对的，麻烦你了", "yes"), ("好，辛苦您啦", "yes"), ("麻烦你看一下", None),
        ("不用了谢谢", "no"), ("先不办", "no"), ("不", "no"), ("否", "no"),
        ("算了", "cancels"), ("算了，不办了", "cancels"), ("取消吧", "cancels"),
        ("我不想还了", "cancels"), ("帮我取消", "cancels"),
        ("算了我再想想，先不办", "cancels"), ("算了，回头再说吧", "cancels"), ("那算了，我考虑一下再说", "cancels"),
        ("我再想想", None), ("算了，还500吧", None), ("先不算了，直接还", None),
        ("我要取消这笔服务费", None), ("不是这笔", None), ("可以取消自动扣款吗", None),
        ("好像不对", None), ("不要建行的", None),
    ],
)  # fmt: skip
def test_yes_no_and_giving_up(text: str, meant: str | None) -> None:
    message = heard(text)
    assert [name for name in ("yes", "no", "cancels") if getattr(message, name)] == ([meant] if meant else [])


def test_a_description_may_hold_a_question_that_nobody_can_answer() -> None:
    slot = Slot(kind="text", label="说明", ask="哪里不对？")
    asked = heard("不知道为什么多扣了36块")
    assert answer_to(slot, asked, ()) is None
    assert answer_to(slot, replace(asked, searched=True), ()) == Value("不知道为什么多扣了36块")
    assert answer_to(slot, replace(asked, searched=True, answers=("fee",)), ()) is None
