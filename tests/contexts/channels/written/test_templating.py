"""Templates as each channel demands them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.mail.templating import TEMPLATES as MAIL
from tandem.adapters.wechat.templating import TEMPLATES as WECHAT
from tandem.adapters.wechat.templating import kind_of
from tandem.contexts.channels.sms.rules.templating import TEMPLATES as SMS
from tandem.contexts.channels.written.rules.sourcing import masked_name
from tandem.contexts.channels.written.rules.templating import faults, fill, places, size, value_faults
from tandem.contexts.channels.written.rules.values import one_line
from tandem.contexts.channels.written.template import TemplateField, TemplateText
from tandem.demo.seed.templates import MAIL as MAIL_SEEDS
from tandem.demo.seed.templates import SEEDS
from tandem.demo.seed.templates import SMS as SMS_SEEDS
from tandem.demo.seed.templates import WECHAT as WECHAT_SEEDS

BILL = TemplateText(
    "账单类型：{{thing1.DATA}}\n应还金额：{{amount2.DATA}}\n还款日：{{date3.DATA}}",
    (
        TemplateField("thing1", "账单类型", "thing", preset="本期账单"),
        TemplateField("amount2", "应还金额", "amount", "bill.amount"),
        TemplateField("date3", "还款日", "date", "bill.due_on"),
    ),
    external_id="repay-reminder",
    link="https://hesui.example/bill",
)
TEXT = TemplateText("您好，您{{topic}}的问题已有答复。", (TemplateField("topic", "事项", "text"),))
LETTER = TemplateText(
    "您好，{{name}}。", (TemplateField("name", "称呼", "text"),), subject="关于{{name}}的答复"
)


def _first(template, **other):
    """With another first field."""
    return replace(template, fields=(replace(template.fields[0], **other), *template.fields[1:]))


def codes(template, rules, purpose="service"):
    return [(one.where, one.code) for one in faults(template, rules, purpose)]


@pytest.mark.parametrize(
    ("template", "rules"), [(BILL, WECHAT), (TEXT, SMS), (LETTER, MAIL)], ids=["wechat", "sms", "mail"]
)
def test_a_good_template_has_no_faults(template, rules):
    assert codes(template, rules) == []


@pytest.mark.parametrize(
    ("template", "rules", "purpose", "wrong"),
    [
        (replace(BILL, external_id=None), WECHAT, "service", ("external_id", "external_id")),
        (replace(BILL, external_id="a b"), WECHAT, "service", ("external_id", "external_id")),
        (replace(BILL, link="javascript:alert(1)"), WECHAT, "service", ("link", "not_link")),
        (replace(BILL, link='https://x.example/"><b'), WECHAT, "service", ("link", "not_link")),
        (replace(BILL, subject="账单"), WECHAT, "service", ("subject", "not_here")),
        (replace(BILL, fields=BILL.fields[:2]), WECHAT, "service", ("date3", "undeclared")),
        (replace(BILL, text=BILL.text[:30]), WECHAT, "service", ("date3", "unused")),
        (replace(BILL, fields=(*BILL.fields, BILL.fields[0])), WECHAT, "service", ("thing1", "twice")),
        (_first(BILL, kind="phrase"), WECHAT, "service", ("thing1", "kind_by_key")),
        (_first(BILL, preset="长" * 21), WECHAT, "service", ("thing1", "too_long")),
        (replace(TEXT, text="您好{{topic}}，{{"), SMS, "service", ("text", "braces")),
        (replace(TEXT, text="【别家】您好{{topic}}"), SMS, "service", ("text", "forbidden")),
        (replace(TEXT, text="您好{{topic}}" + "长" * 420), SMS, "service", ("text", "too_long")),
        (replace(TEXT, text=" ", fields=()), SMS, "service", ("text", "empty")),
        (replace(TEXT, text="您好\x07{{topic}}"), SMS, "service", ("text", "control")),
        (TEXT, SMS, "marketing", ("text", "no_refusal")),
        (replace(TEXT, link="https://x.example"), SMS, "service", ("link", "not_here")),
        (_first(TEXT, source="loan.secret"), SMS, "service", ("topic", "source_unknown")),
        (replace(LETTER, subject="答复\r\nBcc: x@evil.example"), MAIL, "service", ("subject", "line_break")),
        (replace(LETTER, subject=None), MAIL, "service", ("subject", "empty")),
        (_first(LETTER, key="Name\n"), MAIL, "service", ("Name\n", "bad_key")),
    ],
    ids=lambda value: None,
)  # fmt: skip
def test_what_is_wrong_is_said(template, rules, purpose, wrong):
    assert wrong in codes(template, rules, purpose)


def test_marketing_that_says_how_to_refuse_may_be_sent():
    assert codes(replace(TEXT, text=TEXT.text + "拒收请回复R"), SMS, "marketing") == []


# The platform's own table of limits.
@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("thing", ["还款提醒", "x" * 20], ["长" * 21]),
        ("number", ["12", "12.50"], ["1,200", "1" * 33, "十二"]),
        ("letter", ["AbC"], ["A1", "A" * 33]),
        ("symbol", ["！", "★★"], ["a", "!!!!!!"]),
        ("character_string", ["HS-2026/11", "A" * 32], ["编号1", "A" * 33]),
        (
            "time",
            ["15:01", "2026年12月5日 15:01", "2026-12-05 09:00~2026-12-05 18:00"],
            ["25:00", "下午三点"],
        ),
        ("date", ["2026年12月5日", "2026/12/05", "2026年12月5日 15:01"], ["2026年13月5日", "12月"]),
        ("amount", ["1280.00元", "¥1280", "0.5"], ["1,280元", "12345678901元", "一百元"]),
        ("phone_number", ["+86-0766-66888866"], ["电话", "1" * 18]),
        ("car_number", ["粤A8Z888挂"], ["粤A8Z888888挂"]),
        ("name", ["林晓雨", "Lin Xiaoyu"], ["林*雨", "长" * 11]),
        ("phrase", ["待处理"], ["待处理中的事", "ok"]),
    ],
)
def test_a_value_of_each_kind_of_the_platforms(kind, good, bad):
    assert [value for value in good if WECHAT.kinds[kind](value)] == []
    assert [value for value in bad if WECHAT.kinds[kind](value) is None] == []


@pytest.mark.parametrize(
    ("key", "kind"),
    [("thing1", "thing"), ("character_string12", "character_string"), ("amount", "amount"), ("first", None)],
)
def test_the_key_says_the_kind(key, kind):
    assert kind_of(key) == kind


def test_values_are_asked_for_one_by_one():
    def wrong(values, template=BILL, rules=WECHAT):
        return [(one.where, one.code, one.limit) for one in value_faults(template, rules, values)]

    good = {"thing1": "本期账单", "amount2": "1280.00元", "date3": "2026年12月5日"}
    assert wrong(good) == []
    assert wrong({**good, "thing1": "  "}) == [("thing1", "empty", None)]
    assert wrong({**good, "thing1": "长" * 21, "amount2": "很多"}) == [
        ("thing1", "too_long", 20),
        ("amount2", "not_amount", None),
    ]
    assert wrong({**good, "other": "x"}) == [("other", "unknown", None)]
    assert wrong({**good, "thing1": "a\nb"}) == [("thing1", "line_break", None)]
    assert wrong({"topic": "【别家银行】还款"}, TEXT, SMS) == [("topic", "forbidden", "【】")]


def test_segments_are_counted_with_the_signature():
    filled = fill(TEXT, {"topic": "还款"})
    shown, characters, segments = size(filled.text, SMS, {"signature": "禾穗消费金融"})
    assert shown == "【禾穗消费金融】您好，您还款的问题已有答复。"
    assert (characters, segments) == (len(shown), 1)
    assert size("长" * 70, SMS, {"signature": "禾穗消费金融"})[2] == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王雨欣", "王*欣"), ("王欣", "王*"), ("欧阳雨欣", "欧*欣"), ("王", "客户"), (None, "客户")],
)
def test_a_name_is_masked(name, shown):
    assert masked_name(name) == shown


@given(st.dictionaries(st.sampled_from(["thing1", "amount2", "date3", "other"]), st.text(max_size=40)))
def test_nothing_unfilled_and_no_second_line_gets_through(values):
    if value_faults(BILL, WECHAT, values):
        return
    filled = fill(BILL, values)
    assert places(filled.text) == []
    assert filled.text.count("\n") == BILL.text.count("\n")
    assert all(filled.values.values())


@given(st.text(max_size=60))
def test_a_subject_stays_one_line(value):
    if not value_faults(LETTER, MAIL, {"name": value}):
        subject = fill(LETTER, {"name": value}).subject
        assert subject is not None
        assert one_line(subject)


@given(st.text(max_size=300), st.text(max_size=12))
def test_faults_never_break(text, key):
    faults(TemplateText(text, (TemplateField(key, key, "thing"),), key, key, text), WECHAT, "marketing")


@pytest.mark.parametrize(
    ("account", "rules"),
    [(WECHAT_SEEDS, WECHAT), (SMS_SEEDS, SMS), (MAIL_SEEDS, MAIL)],
    ids=["wechat", "sms", "mail"],
)
def test_the_demos_templates_are_as_their_channels_demand(account, rules):
    found = {(one.key, one.locale): codes(one.content, rules, one.purpose) for one in SEEDS[account]}
    assert ("answer_ready", "zh-CN") in found
    assert [one for one in found.values() if one] == []
    ready = next(one for one in SEEDS[account] if one.key == "answer_ready")
    assert [field.key for field in ready.content.fields if not (field.source or field.preset)] == []
