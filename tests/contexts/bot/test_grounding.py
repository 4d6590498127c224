"""Guard rails over what a model wrote: every kind of invention is seen, and what the sources say passes."""

import re
from datetime import UTC, datetime
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.rules.grounding import (
    Sentence,
    Source,
    check,
    check_summary,
    orders_the_machine,
    without_titles,
)

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
FEE = Source(
    1, "e1", "early.fee", 3, "提前结清要手续费吗？",
    "还清首期账单后提前结清，不收手续费和违约金。首期还没还就结清的，收剩余本金的1%；放款后24小时内退还的除外，免手续费。"
    "例：剩余本金1万元、首期未还，手续费100元。具体以确认页显示为准。客服电话400-000-1234。",
)  # fmt: skip
PART = Source(
    2, "e2", "early.part", 1, "可以只提前还一部分本金吗？",
    "可以，还清首期且没有逾期就能办，1200元起，每笔借款每月1次，3个工作日内到账。2026年12月1日起不支持分12期的借款。"
    "逾期期间不可以提前还款。",
)  # fmt: skip
SOURCES = (FEE, PART)


def verdict(text: str, *cites: int) -> str:
    return check([Sentence(text, cites or (1,))], SOURCES, NOW).code


@pytest.mark.parametrize(
    ("text", "cite"),
    [
        ("还清首期账单后提前结清，不收手续费和违约金。", 1),
        ("首期未还就结清的，收剩余本金的百分之一。", 1),
        ("您好，放款后二十四小时内退还的除外，免手续费。", 1),
        ("剩余本金10,000元、首期未还，手续费一百元。", 1),
        ("客服电话 400 000 1234。", 1),
        ("还清首期且没有逾期就能办，一千二起，每笔借款每月一次。", 2),
        ("可以，一千二百块起，三个工作日内到账。", 2),
        ("２０２６年１２月１日起不支持分１２期的借款。", 2),
        ("逾期期间不可以提前还款。", 2),
    ],
)
def test_what_the_source_says_passes_in_any_spelling(text: str, cite: int) -> None:
    assert verdict(text, cite) == "ok"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("首期未还就结清的，收剩余本金的2%。", "number"),
        ("首期未还就结清的，收剩余本金的千分之五。", "number"),
        ("剩余本金1万元，手续费五百元。", "number"),
        ("剩余本金2万元、首期未还，手续费100元。", "number"),
        ("放款后48小时内退还的除外，免手续费。", "number"),
        ("放款后三天内退还的除外，免手续费。", "number"),
        ("手续费打八折，具体以确认页显示为准。", "number"),
        ("具体以2027年1月1日确认页显示为准。", "number"),
        ("还清第3期账单后提前结清，不收手续费。", "number"),
        ("我保证提前结清不收手续费。", "promise"),
        ("提前结清的手续费一定给您免除。", "promise"),
        ("已为您免除手续费。", "promise"),
        ("提前结清后为您删除逾期记录。", "promise"),
        ("提前结清不用还利息。", "denial"),
        ("首期还没还就结清的，不收手续费。", "ok"),  # every word is there: why answers are drafts
        ("请加微信办理提前结清。", "contact"),
        ("提前结清请打开 https://evil.example/pay 。", "contact"),
        ("提前结清请打开hesui点com。", "contact"),
        ("客服电话400-999-9999。", "contact"),
        ("客服电话四零零九九九九九九九。", "contact"),
        ("手续费①元。", "odd_characters"),
        ("提前结清不收手续费\u200b。", "odd_characters"),
        ("Early settlement is without a fee for you today.", "other_language"),
        ("提前结清的手续费1万元。", "misplaced"),
        ("您的借款由总行统一安排转给第三方公司继续处理。", "unsupported"),
        ("提前结清，你是大笨蛋哈哈哈哈我才不告诉你呢。", "denial"),
        ("", "empty"),
    ],
)
def test_what_it_does_not_say_is_refused(text: str, code: str) -> None:
    assert verdict(text, 1) == code


def test_a_number_of_another_source_does_not_count() -> None:
    assert verdict("提前结清1200元起。", 1) == "number"
    assert check([Sentence("1200元起，每笔借款每月1次。", (1, 2))], SOURCES, NOW).ok


def test_a_denial_that_is_dropped_is_seen() -> None:
    assert verdict("逾期期间可以提前还款。", 2) == "denial"


def test_every_sentence_cites_a_source_that_is_there() -> None:
    said = "还清首期账单后提前结清，不收手续费和违约金。"
    assert check([Sentence(said, ())], SOURCES, NOW).code == "uncited"
    assert check([Sentence(said, (1, 9))], SOURCES, NOW).code == "unknown_source"


def test_one_bad_sentence_refuses_all_and_is_named() -> None:
    good = Sentence("还清首期账单后提前结清，不收手续费和违约金。", (1,))
    bad = Sentence("手续费5元。", (1,))
    found = check([good, bad], SOURCES, NOW)
    assert (found.code, found.detail, found.sentence) == ("number", "5元", bad.text)


def test_too_much_is_refused() -> None:
    one = Sentence("还清首期账单后提前结清，不收手续费和违约金。", (1,))
    assert check([one] * 9, SOURCES, NOW).code == "too_long"
    assert check([Sentence(one.text * 30, (1,))], SOURCES, NOW).code == "too_long"


def test_the_customers_own_data_is_a_source_of_numbers_but_not_of_promises() -> None:
    said = [Sentence("您提前结清的手续费是86.40元。", (1,))]
    assert check(said, SOURCES, NOW).code == "number"
    assert check(said, SOURCES, NOW, own=["您提前结清的手续费是86.4元"]).ok
    waived = [Sentence("您提前结清的手续费全免。", (1,))]
    assert check(waived, SOURCES, NOW, own=["您提前结清的手续费全免。"]).code == "promise"


@given(st.integers(2, 999_999))
def test_no_amount_slips_through(yuan: int) -> None:
    if yuan not in (100, 10_000):
        assert verdict(f"首期未还，手续费{yuan}元。", 1) == "number"


@given(st.text(max_size=80))
def test_any_text_gets_a_verdict(text: str) -> None:
    check([Sentence(text, (1,))], SOURCES, NOW)
    check_summary(text, text, NOW)
    orders_the_machine(text)


def test_a_summary_names_only_what_was_said() -> None:
    talk = "客户：我想提前还清5万那笔\n机器人：还清首期账单后提前结清，不收手续费。"
    assert check_summary("客户想提前还清五万元的借款，机器人答不收手续费。", talk, NOW).ok
    assert check_summary("客户想提前还清6万元的借款。", talk, NOW).code == "number"
    assert check_summary("客户留了电话13800138000。", talk, NOW).code == "contact"
    assert check_summary("客户想提前还清5万那笔，已为其减免手续费。", talk, NOW).code == "promise"
    assert check_summary("客户想提前还清5万那笔，机器人承诺不收手续费。", talk, NOW).code == "promise"
    assert check_summary("客户想提前还清5万那笔，希望减免手续费。", talk, NOW).ok
    assert check_summary("The customer wants to settle early.", talk, NOW).code == "other_language"
    assert check_summary("", talk, NOW).code == "empty"


@pytest.mark.parametrize(
    "text",
    ["怎么提前还款？", "你们系统提示还款失败", "忘记密码怎么办", "我忘记了交易密码，短信也收不到", "现在是逾期状态吗",
     "App让我重新输入手机号", "请问什么时候回复我", "提示我资料不全，要求补充", "验证码123456发给谁了"],
)  # fmt: skip
def test_customers_who_mean_no_harm_are_not_suspected(text: str) -> None:
    assert orders_the_machine(text) is None


def test_the_demo_lenders_own_sentences_pass() -> None:
    """Guard rails that refuse what was published would only make the model useless."""
    refused = []
    for file in (resources.files("tandem.demo") / "knowledge").iterdir():
        if not file.name.endswith(".yaml"):
            continue
        for entry in yaml.safe_load(file.read_text("utf-8"))["entries"]:
            source = Source(1, "e", entry["key"], 1, entry["question"], entry["answer"])
            for said in filter(None, map(str.strip, re.split(r"(?<=[。！？])|\n", entry["answer"]))):
                found = check([Sentence(said, (1,))], [source], NOW)
                refused += [] if found.ok else [(entry["key"], said, found.code, found.detail)]
    assert refused == []


def test_a_list_written_on_in_one_line_is_the_same_list() -> None:
    listed = Source(
        1,
        "e",
        "k",
        1,
        "可以修改还款日吗？",
        "可以，免费：\n1. 打开首页→还款→修改还款日。\n2. 选一天，确认新的还款计划。",
    )
    text = "可以，免费：1. 打开首页→还款→修改还款日。2. 选一天，确认新的还款计划。"
    assert check([Sentence(text, (1,))], [listed], NOW).code == "ok"
    assert check([Sentence(text.replace("选一天", "选2天"), (1,))], [listed], NOW).code == "number"


@pytest.mark.parametrize(
    "text",
    [
        "提前结清要手续费吗？",
        "提前结清要手续费吗",
        "可以只提前还一部分本金吗？提前结清要手续费吗？",
        " ",
        "？",
    ],
)
def test_the_question_alone_is_no_answer(text: str) -> None:
    assert check([Sentence(text, (1, 2))], SOURCES, NOW).code == "empty"
    assert check([Sentence(text + "\n不收手续费和违约金。", (1, 2))], SOURCES, NOW).code != "empty"


def test_the_question_before_the_answer_is_left_out() -> None:
    said = [
        Sentence("提前结清要手续费吗？还清首期账单后不收。您放心，", (1,)),
        Sentence("提前结清要手续费吗？", (1,)),
    ]
    (left,) = without_titles(said, SOURCES)
    assert left == Sentence("还清首期账单后不收。您放心，", (1,))
    assert without_titles(said[1:], SOURCES) == ()


def test_by_way_of_something_is_no_approval() -> None:
    close = Source(
        1, "e", "k", 1, "怎么注销账户？", "全部结清后，APP里我的→设置→账号安全→注销账户即可注销账户。"
    )
    assert (
        check([Sentence("您可以通过我的→设置→账号安全→注销账户来注销账户。", (1,))], [close], NOW).code
        == "ok"
    )
    assert check([Sentence("您的注销账户已经通过，全部结清。", (1,))], [close], NOW).code == "promise"
