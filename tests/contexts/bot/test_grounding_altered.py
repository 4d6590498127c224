"""Guard rails against sentences that are the source's with one thing altered, left out or hung on."""

import re
from datetime import UTC, datetime

import pytest

from tandem.contexts.bot.rules.grounding import Sentence, Source, check
from tandem.demo.seed.knowledge import documents

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SOURCE = Source(
    1, "e1", "k", 1, "结清后怎么办？",
    "结清后马上可以开证明，解锁不收费。还款责任不会因为卡注销而取消。系统可能降低额度，一般10分钟左右出结果。"
    "到还款日后第3天24:00还没还齐，按逾期处理。身份资料至少保存10年，期间只保存、不作他用。单笔最高5万元，500元起。"
    "逾期90天（含）以内先还利息再还本金。系统每月评估一次，年化利率7.2%–24%。首期未还，手续费100元。"
    "维护期间部分功能暂时不能用，5个工作日内答复。办理时间每天8:00–22:00，放款当天也可以结清。",
)  # fmt: skip


def code(text: str) -> str:
    return check([Sentence(text, (1,))], [SOURCE], NOW).code


@pytest.mark.parametrize(
    "text",
    [
        # A promise hung on to a true sentence
        "单笔最高5万元，秒批。", "结清后马上可以开证明，全部退还。", "5个工作日内答复，当场放款。",
        "首期未还，手续费100元，减半。",
        "单笔最高5万元，任何人都可以。", "5个工作日内答复，我们会退您钱。", "解锁不收费，包您满意。",
        "单笔最高5万元，必过。",
        "系统可能降低额度，我给您办。", "系统每月评估一次，说到做到。", "单笔最高5万元，必须马上借。",
        # A little word left out
        "解锁收费。", "还款责任因为卡注销而取消。", "系统降低额度。", "10分钟左右出结果。",
        "期间保存、作他用。", "首期还，手续费100元。",
        "部分功能暂时能用。",
        # Turned round
        "结清前马上可以开证明。", "到还款日前第3天24:00还没还齐，按逾期处理。", "身份资料最多保存10年。",
        "单笔最低5万元。",
        "逾期90天（含）以上先还利息再还本金。", "先还本金再还利息。", "放款次日也可以结清。",
        "5个工作日外答复。",
        # What a figure is per, and of what kind
        "系统每天评估一次。", "月化利率7.2%–24%。", "每笔手续费100元。",
        # Numbers by other means
        "单笔最高-5万元。", "5多个工作日内答复。", "几个工作日内答复。", "单笔最高5到8万元。",
        "单笔最高５０万元。", "500元封顶。",
        "办理时间每天8:00–二十三:00。", "五十个工作日内答复。", "不到5个工作日内答复。",
        "5个自然日内答复。", "5个半工作日内答复。",
    ],
)  # fmt: skip
def test_what_was_altered_is_refused(text: str) -> None:
    assert code(text) != "ok"


@pytest.mark.parametrize(
    "text",
    [
        "您好，结清后马上可以开证明。", "解锁不收费。", "系统可能降低额度。", "一般十分钟左右出结果。",
        "期间只保存、不作他用。",
        "身份资料至少保存十年。", "另外，单笔最高５万元，500元起。", "首期没还，手续费一百元。",
        "五个工作日内答复。",
        "办理时间每天８:00–22:00。", "放款当天也可以结清。", "很抱歉，维护期间部分功能暂时不能用。",
    ],
)  # fmt: skip
def test_what_was_not_passes(text: str) -> None:
    assert code(text) == "ok"


def test_every_published_sentence_passes_as_it_stands() -> None:
    refused = []
    for document in documents():
        for entry in document["entries"]:
            source = Source(1, "e", entry["key"], 1, entry["question"], entry["answer"])
            sentences = [s.strip() for s in re.split(r"(?<=[。！？\n])", entry["answer"]) if s.strip()]
            verdicts = [(s, check([Sentence(s, (1,))], [source], NOW)) for s in sentences]
            refused += [(entry["key"], s, v.code) for s, v in verdicts if not v.ok and len(s) <= 400]
    assert refused == []
