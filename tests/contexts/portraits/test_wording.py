"""A rule in words, for whoever did not write it."""

import re

import pytest

from tandem.contexts.portraits.rules.book import LAYERS, vocabulary
from tandem.contexts.portraits.rules.facts import CATALOGUE
from tandem.contexts.portraits.rules.language import Names, compile_rule, in_words
from tandem.demo.seed.portraits import LAYERS as DEMO
from tandem.demo.seed.portraits import TAGS
from tandem.kit.i18n import SUPPORTED

WORDS = vocabulary(frozenset({"vip"}), dict.fromkeys(LAYERS, ()))
ZH = Names(WORDS, {("stage", "overdue"): "逾期"}, {"vip": "重点客户"}, {"fee": "费用"})
EN = Names(WORDS, {("stage", "overdue"): "Overdue"}, {"vip": "Key customer"}, {"fee": "Fees"})


def said(rule: str, locale: str = "zh-CN") -> str:
    return in_words(compile_rule(rule, WORDS).tree, EN if locale == "en" else ZH, locale)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ("overdue_days > 30天", "逾期天数超过30天", "days overdue: over 30 days"),
        ("contacts_30_days >= 5", "近30天来访次数不少于5", "contacts in 30 days: at least 5"),
        (
            "loans_open > 0 and periods_left <= 3 and overdue_days == 0天",
            "在贷笔数超过0，且剩余期数不超过3，且逾期天数为0天",
            "loans running: over 0, and instalments left: at most 3, and days overdue: 0 days",
        ),
        ("stage == 'overdue'", "阶段为“逾期”", "Stage: “Overdue”"),
        ("stage != 'gone'", "阶段不为“gone”", "Stage: not “gone”"),
        ("not bound", "未绑定借款人", "no borrower bound"),
        ("bound == false", "未绑定借款人", "no borrower bound"),
        ("borrowed_total >= 5万元", "累计借款金额不少于50,000元", "borrowed in all: at least 50,000 yuan"),
        (
            "available_limit < credit_limit * 10%",
            "可用额度少于授信额度的10%",
            "limit available: under 10% of credit limit",
        ),
        ("first_loan_on >= today - 60天", "首笔放款日不早于60天前", "first loan on: 60 days ago or later"),
        (
            "loans_open == 0 and (days_since_contact > 90天 or not known(last_contact_on))",
            "在贷笔数为0，且（未来访天数超过90天，或最近来访日未知）",
            None,
        ),
        ("last_reason in ('fee', 'x')", "最近小结分类是“费用”、“x”之一", None),
        ("last_reason not in ('fee')", "最近小结分类不是“费用”中的任何一个", None),
        ('tag("vip") or not tag("vip")', "有标签“重点客户”，或没有标签“重点客户”", None),
        ("not (overdue_days > 1天)", "并非（逾期天数超过1天）", "not (days overdue: over 1 day)"),
        ("principal_left - 1元 > (credit_limit + 2元) * 2", "剩余本金 − 1元超过（授信额度 + 2元） × 2", None),
        ("true", "不限条件", "applies to everybody"),
    ],
)
def test_a_rule_is_said(rule: str, zh: str, en: str | None) -> None:
    assert said(rule) == zh
    if en is not None:
        assert said(rule, "en") == en


@pytest.mark.parametrize("locale", SUPPORTED)
def test_no_code_is_left_of_the_demo_s_rules_nor_of_any_fact(locale: str) -> None:
    segments = {(layer, one[0]): one[2 if locale == "en" else 1] for layer, many in DEMO for one in many}
    names = Names(vocabulary(frozenset(), dict.fromkeys(LAYERS, ())), segments)
    rules = [one[3] for _, many in DEMO for one in many] + [one[6] for one in TAGS if one[6]]
    for fact in CATALOGUE.values():
        rules += [fact.key, f"not {fact.key}"] if fact.kind == "truth" else [f"not known({fact.key})"]
    for rule in rules:
        words = in_words(compile_rule(rule, names.vocabulary).tree, names, locale)
        assert not re.search(r"[a-z]_[a-z]|[=<>']|portraits\.", words), words
