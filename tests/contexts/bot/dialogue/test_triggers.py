"""How well flows are recognised: sentences written for this file, and what must not start one."""

from datetime import UTC, datetime
from pathlib import Path

from tandem.contexts.bot.api import read_flows, read_folder
from tandem.contexts.bot.dialogue.hearing.extracting import RuleExtractor
from tandem.contexts.bot.dialogue.hearing.understanding import Hit
from tandem.demo.seed.knowledge import documents
from tandem.wiring import story_actions

FLOWS = read_flows(
    read_folder(Path(__file__).parents[4] / "src" / "tandem" / "demo" / "flows"), story_actions()
)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
# Written after the triggers were, without looking at them.
ASKED = {
    "repay": ["我现在想还款", "帮我还这个月的", "我来还钱了", "还300块", "用招行卡还款", "给我扣款还本期"],
    "prepay": ["想提前还一部分本金", "提前还3000元", "我要提前还一万", "先提前还一部分"],
    "settlement_quote": [
        "帮忙算一下提前结清的钱",
        "我想全部结清要多少钱",
        "提前还清试算下",
        "算算今天结清多少钱",
    ],
    "bill": ["查账单", "这个月应还多少", "本期要还多少钱", "我下次要还多少"],
    "my_loans": ["看一下我的借款", "我名下有哪些借款"],
    "my_cards": ["看看我绑的银行卡", "我有哪些还款卡"],
    "payment_history": ["查我的还款记录", "看下还款记录", "查下有没有退款记录"],
    "change_due_day": ["想改下还款日", "还款日改成每月12号", "请帮我修改还款日"],
    "settlement_certificate": ["我想开个结清证明", "请给我开结清证明"],
    "change_phone": ["帮我更新下手机号", "手机号要换成13912345678"],
    "dispute": ["我要登记费用争议", "对手续费有异议"],
    "hardship": ["想跟你们协商还款", "申请延期还一下款"],
}
NOT = [
    "为什么还款失败", "还款日怎么改", "提前还款有什么好处", "银行卡丢了怎么办", "你们的利率是多少",
    "今天天气怎么样", "我要借款", "额度怎么提高", "征信上怎么显示", "结清证明多久能开好", "客服电话是多少",
    "帮我查下额度", "验证码收不到", "怎么注销账户", "88", "还款日忘了还会怎么样", "可以用别人的卡还吗", "没有",
]  # fmt: skip

THINGS = [
    "装修分期", "随心借呢", "手机号", "额度", "罚息", "还款日", "退款", "本期", "招商银行", "今天", "银行卡", "结清",
]  # fmt: skip


def best(text: str) -> Hit | None:
    return FLOWS.triggers.best(text, RuleExtractor().find(text, NOW))


def test_most_are_recognised_and_none_as_another() -> None:
    """What is missed here still reaches its flow through the knowledge base, or is a person's."""
    told = [(flow, text, best(text)) for flow, texts in ASKED.items() for text in texts]
    wrong = [(flow, text, hit) for flow, text, hit in told if hit is not None and hit.flow != flow]
    missed = [text for _, text, hit in told if hit is None]
    assert len(wrong) <= 1, wrong
    assert len(missed) <= 0.3 * len(told), missed


def test_what_names_a_thing_only_starts_nothing() -> None:
    assert [(text, hit) for text in THINGS if (hit := best(text)) is not None] == []


def test_words_of_what_is_meant_otherwise_keep_a_flow_away() -> None:
    """提前 stands in none of the triggers of 还款, and in what its file says it is not."""
    assert [hit and hit.flow for hit in map(best, ("我想提前还款20000", "我要提前还款一万"))] == [
        "prepay",
        "prepay",
    ]


def test_questions_and_other_matters_start_nothing() -> None:
    assert [(text, hit) for text in NOT if (hit := best(text)) is not None] == []


def test_questions_of_the_knowledge_base_are_left_to_it() -> None:
    """Save those that ask for what a flow does: at most two in a hundred of all phrasings."""
    texts = [
        text
        for document in documents()
        for entry in document["entries"]
        for text in (entry["question"], *entry.get("phrasings", ()))
    ]
    taken = [(text, hit.flow) for text in texts if (hit := best(text)) is not None]
    assert len(taken) <= 0.02 * len(texts), taken


def test_values_are_read_as_values() -> None:
    for text in ("还500元", "还1280.5元", "还一千二"):
        assert (hit := best(text)) is not None
        assert hit.flow == "repay"
