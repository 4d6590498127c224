"""What holds for any amount, any number and any text."""

import re
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.contexts.bot import entities
from tandem.contexts.bot.entities import Entity, extract, mask
from tandem.contexts.bot.entities.checks import id_check_digit, luhn
from tandem.contexts.bot.entities.numerals import number

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
NUMERALS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千万", "壹贰叁肆伍陆柒捌玖拾佰仟萬")
HOSTILE = (
    "1", "一", "万", "1,", "1.", "1 ", "1-", "一千", "零", "分", "验证码", "2026-", "3月", "上个月", "合同号", "a1-",
    "+86", "￥", "借", "12期", "5万3", "到1号", "6222 ", "年", "百分之", "下", "（0", "最近", "x", "年化是", "1/1/",
)  # fmt: skip


def spelled(value: int) -> str:
    """A whole number below 10^8 the long way: 10050 → 一万零五十."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        return spelled(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + spelled(low))
    text, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // size % 10
        if digit:
            text += ("零" if gap and text else "") + NUMERALS[digit] + unit
            gap = False
        else:
            gap = True
    return text or "零"


def found(text: str, kind: str) -> list[Entity]:
    return [entity for entity in extract(text, NOW) if entity.kind == kind]


@given(st.integers(1, 99_999_999))
def test_a_spelled_number_is_itself(value: int) -> None:
    assert number(spelled(value)) == value
    assert number(spelled(value).removeprefix("一") if 10 <= value < 20 else spelled(value)) == value


@given(st.integers(0, 99_999_999), st.integers(0, 99), st.sampled_from(["我要还", "转了", "", "，"]))
def test_every_spelling_of_an_amount_is_the_same_fen(yuan: int, fen: int, before: str) -> None:
    value = yuan * 100 + fen
    jiao, rest = divmod(fen, 10)
    forms = [
        f"{yuan}.{fen:02}元",
        f"{yuan:,}.{fen:02}元",
        f"￥{yuan}.{fen:02}",
        f"{yuan}元{jiao}角{rest}分" if jiao and rest else "",
    ]
    forms.append("".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in f"{yuan}.{fen:02}元"))
    if not fen:
        forms += [f"{spelled(yuan)}块", f"{spelled(yuan).translate(FORMAL)}元整", f"{spelled(yuan)}元"]
        forms += [f"{Decimal(yuan) / 10_000:f}万"] if yuan >= 100 and yuan % 100 == 0 else []
    if jiao and rest:
        forms.append(f"{spelled(yuan)}块{NUMERALS[jiao]}毛{NUMERALS[rest]}")
    for form in filter(None, forms):
        amounts = found(before + form, "amount")
        assert [entity.value for entity in amounts] == [value], form
        assert amounts[0].text == form


IDS = st.builds(
    lambda region, born, order: f"{region}{born:%Y%m%d}{order:03}",
    st.sampled_from(["110101", "440524", "510107", "330106", "650102", "810000"]),
    st.dates(date(1900, 1, 1), date(2026, 11, 22)),
    st.integers(0, 999),
).map(lambda first17: first17 + id_check_digit(first17))


@given(IDS, st.sampled_from(["", "我的身份证是", "身份证号:"]), st.sampled_from(["", "。", "，请核实"]))
def test_a_right_identity_number_is_found(right: str, before: str, after: str) -> None:
    for form in (right, right.lower(), f"{right[:6]} {right[6:14]} {right[14:]}"):
        ids = found(before + form + after, "id_number")
        assert [(one.value, one.doubt) for one in ids] == [(right, None)]


@given(IDS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_never_a_right_number(right: str, place: int, by: int) -> None:
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    for entity in extract(f"身份证{wrong}", NOW):
        assert entity.kind != "id_number" or entity.doubt is not None


@given(st.text("0123456789", min_size=13, max_size=16), st.integers(1, 9), st.data())
def test_cards(middle: str, by: int, data: st.DataObject) -> None:
    first = f"62{middle}"
    card = next(first + str(check) for check in range(10) if luhn(first + str(check)))
    for form in (card, " ".join(card[at : at + 4] for at in range(0, len(card), 4))):
        kept = [(one.value, one.doubt) for one in extract(f"卡号{form}", NOW)]
        assert (card, None) in kept or any(kind.kind == "id_number" for kind in extract(form, NOW))
    place = data.draw(st.integers(2, len(card) - 1))
    wrong = card[:place] + str((int(card[place]) + by) % 10) + card[place + 1 :]
    assert not luhn(wrong)
    assert all(one.doubt or one.value != wrong for one in found(f"卡号{wrong}", "bank_card"))


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(MOBILES)
def test_mobiles(mobile: str) -> None:
    spoken = "".join(NUMERALS[int(digit)] for digit in mobile)
    for form in (
        mobile,
        f"+86 {mobile}",
        f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
        spoken,
        " ".join(mobile),
    ):
        assert [one.value for one in found(f"我的手机{form}，谢谢", "mobile")] == [mobile]


TEXTS = st.one_of(
    st.text(max_size=80),
    st.text("零一二两三十百千万亿元块毛角分年月日号期天第%到-~.,: 0123456789xwk￥年化上下个半", max_size=60),
    st.lists(st.sampled_from(HOSTILE), max_size=30).map("".join),
)
ASKED = st.sets(st.sampled_from(["amount", "date", "period", "code", "mobile"]))


@settings(max_examples=400)
@given(TEXTS, ASKED, st.dates(date(1950, 1, 1), date(2200, 1, 1)))
def test_never_raises_and_offsets_hold(text: str, asked: set[entities.Kind], day: date) -> None:
    now, end = datetime(day.year, day.month, day.day, tzinfo=UTC), 0
    for entity in extract(text, now, asked=asked):
        assert end <= entity.start < entity.end <= len(text)
        assert entity.text == text[entity.start : entity.end]
        assert entity.value is not None or entity.doubt == "no_such_day"
        assert entity.text.strip() not in repr(entity) or len(entity.text) < 8
        entity.plain()
        end = entity.end
    mask(text, now)


@given(IDS, MOBILES)
def test_masks_hide_numbers(identity: str, mobile: str) -> None:
    masked = mask(f"我{identity}，电话{mobile}，验证码886543，还了500元", NOW)
    assert masked == "我[id_number]，电话[mobile]，验证码[code]，还了500元"
    broken = identity[:17] + ("1" if identity[17] != "1" else "2")
    assert broken not in mask(broken, NOW)


def calls(text: str) -> int:
    """How many Python and C functions run for a text: steps that do not depend on the machine."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        extract(text, NOW, asked=("amount", "date", "period", "code"))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    short, long = (piece * (chars // len(piece) + 1) for chars in (2_500, 10_000))
    few, many = calls(short[:2_500]), calls(long[:10_000])
    assert many < 4.4 * few + 500
    assert many < 1_000_000


def patterns() -> list[tuple[str, str]]:
    modules = [module for name, module in sys.modules.items() if name.startswith(entities.__name__ + ".")]
    return [
        (f"{module.__name__}.{name}", value.pattern)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    ]


@pytest.mark.parametrize(("name", "pattern"), patterns())
def test_no_pattern_can_explode(name: str, pattern: str) -> None:
    """Each pattern sees a bounded stretch, and no repeat of unfixed length holds another one: the steps at one
    place of the text are bounded."""
    tree = parser.parse(pattern)
    assert tree.getwidth()[1] <= 700, name
    assert nested(tree, 1) <= 3_000, name


def nested(tree: object, above: int) -> int:
    """The most ways in which repeats within repeats may part a text, by their upper bounds."""
    worst = above
    for op, argument in tree:  # type: ignore[attr-defined]
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            low, high, inner = argument
            worst = max(worst, nested(inner, above * (1 if low == high else min(int(high), 100_000))))
        elif op is codes.SUBPATTERN:
            worst = max(worst, nested(argument[3], above))
        elif op is codes.BRANCH:
            worst = max([worst, *(nested(branch, above) for branch in argument[1])])
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            worst = max(worst, nested(argument[1], above))
    return worst


def test_the_check_of_patterns_sees_an_explosive_one() -> None:
    assert nested(parser.parse(r"(?:\d+)+x"), 1) > 3_000
    assert nested(parser.parse(r"\d{1,9}x"), 1) <= 3_000


def test_a_span_of_dates_is_ordered() -> None:
    for shift in range(400):
        now = NOW + timedelta(days=shift)
        for text in ("月底", "上月底", "下周末", "2月29号", "31号", "3月1到15号", "最近一年", "年初"):
            for entity in extract(text, now):
                for span in (entity.value, *entity.alternatives):
                    assert span is None or span.start <= span.end  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("138 0013 8000", "[mobile]"), ("+86-138-0013-8000", "[mobile]"), ("一三八零零一三八零零零", "[mobile]"),
        ("6222 0212 3456 7890 128", "[bank_card]"), ("码是 886 543", "码是 [code]"),
        ("打138 0013 8000，码886543", "打[mobile]，码[code]"),
    ],
)  # fmt: skip
def test_a_number_in_groups_is_masked_whole(text: str, shown: str) -> None:
    assert mask(text, NOW) == shown
