"""Who must reach a person, and who merely asks about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.rules import mandatory

PERSON = """
转人工 | 人工 | 人工客服 | 转人工！！！ | 请转人工 | 我要转人工服务 | 轉人工 | 转接人工客服 | 帮我转一下人工
给我接人工 | 找个真人 | 有没有真人 | 我要真人 | 有活人吗 | 我要人工 | 找人工客服 | 叫你们客服来 | 我要找客服
转客服 | 换个人工来 | 人工呢 | 不想跟机器人说话 | 别让机器人回我 | 我要跟人说 | 找个人来 | 让你们领导给我打电话
找你们经理 | 人工在吗 | 要人工服务 | 转人 | 我不要跟机器人聊 转人工 | 你好，人工客服在吗 | 怎么转人工
能不能转人工 | 麻烦帮我转人工谢谢 | 接入人工 | 呼叫人工 | I want to talk to a human | human | agent
can I speak to a real person | 我想找人工问一下提前还款
"""
COMPLAINT = """
我要投诉 | 投诉 | 投诉！ | 我要投诉你们 | 我想投诉客服 | 投诉你们公司 | 再这样我就去投诉 | 我要举报你们
我要维权 | 我投诉过三次了 | 投诉了一个月没人理我 | 骗子公司 | 黑心平台 还我钱 | 你们客服态度太差了 | 催收骂人
催收威胁我家人 | 我要曝光你们 | 非常不满 | 你们催收爆通讯录了 | 投诉到现在没结果 | 我要投诉 怎么投诉都行
我要投诉，电话多少 | 垃圾平台 | 我准备起诉你们
"""
REGULATOR = """
我要去银保监会投诉 | 再不处理我打12378了 | 已经向金融监管局反映了 | 我要向人民银行举报你们 | 投诉到12315
我要打12345 | 我已经找了律师 | 黑猫投诉见 | 法院见 | 我要找媒体曝光 | 我去消协告你们
"""
FRAUD = """
我被骗了 | 刚才被骗了两万 | 钱被骗走了 | 我转账给骗子了 | 有人冒用我身份贷款 | 不是我借的
这笔钱不是我本人申请的 | 卡被盗刷了 | 我妈被骗了钱 | 有人拿我身份证借了款 | 我遇到诈骗了 | 我的账户被盗了
被冒名贷款了
"""
SELF_HARM = """
我不想活了 | 活不下去了 | 想死 | 真想自杀 | 你们逼死我算了 | 催收逼得我要跳楼 | 死了算了 | 活着没意思
我要被逼死了 | 还不上只能死
"""
MINOR = """
我今年16岁 | 我才17岁 | 我还未成年 | 我是高中生 | 我还没满18 | 孩子偷偷用我手机借了钱 | 我儿子拿我身份证贷款
我未成年，能退吗 | 我在读高二
"""
ANSWERABLE = """
怎么投诉 | 投诉多久回复 | 如何投诉 | 投诉电话是多少 | 去哪里投诉 | 在哪投诉 | 怎么投诉催收人员
我想知道投诉流程 | 投诉进度怎么查 | 怎么撤销投诉 | 我要怎么投诉 | 可以撤回投诉吗 | 投诉后几天有结果
投诉的渠道有哪些 | 问题解决了想撤销投诉 | 怎么投诉你们 | 上哪投诉 | 监管投诉电话是多少 | 银保监的投诉热线是哪个
你们受银保监会监管吗 | 央行征信怎么查 | 收到律师函怎么办 | 怎么打12378 | 会被起诉吗 | 逾期会起诉我吗
逾期90天会起诉吗 | 一个月不还会不会起诉
怎么识别诈骗 | 这是不是诈骗 | 身份证丢了会被冒用吗 | 怎么防止被骗 | 你们是不是骗子 | 会不会被骗
有人说能代理维权可信吗 | 怎么举报冒充你们的骗子 | 人工审核要多久 | 人工客服几点上班 | 客服电话多少
人工客服电话是多少 | 怎么联系客服 | 不用转人工 | 人工智能客服好用吗 | 先别转人工 | 中介说可以代办 | 满18岁能借吗
未成年人可以申请吗 | 大学生能借吗 | 16岁以上可以吗 | 怎么提前还款 | 急死了 怎么还款 | 卡死了打不开 | 便宜死了
想死你们了 | 额度太低 | 客户经理让我交费是真的吗 | 我借了12315元 | 利率太高了 | 催收人员几点能打电话 | 还款失败
你好 | 谢谢 | 我不是借款人 | 没申请过为什么查我征信 | 业务员让我加微信 | 满意度怎么填 | 告诉我怎么还款
我想告诉你一下 | 你们没有告诉我 | 扫地机器人分期 | 我要不要提前还 | 转账给对公账户可以吗
"""


def phrases(block: str) -> list[str]:
    return [text.strip() for line in block.strip().splitlines() for text in line.split(" | ")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (text, reason)
        for reason, block in [
            ("asked_for_person", PERSON),
            ("complaint", COMPLAINT),
            ("regulator", REGULATOR),
            ("fraud", FRAUD),
            ("self_harm", SELF_HARM),
            ("minor", MINOR),
        ]
        for text in phrases(block)
    ],
)
def test_goes_to_a_person(text: str, reason: str) -> None:
    found = mandatory(text)
    assert found is not None
    assert found.matched
    # Which of these rules fires first matters less than that one does; the worst must never be outranked.
    if reason in ("self_harm", "minor", "asked_for_person"):
        assert found.reason == reason
    else:
        assert found.reason in ("fraud", "regulator", "complaint", "asked_for_person")


@pytest.mark.parametrize("text", phrases(ANSWERABLE))
def test_is_a_question_like_any_other(text: str) -> None:
    assert mandatory(text) is None


@pytest.mark.parametrize(
    ("text", "urgency"), [("我不想活了", 3), ("我被骗了", 3), ("我要投诉", 2), ("转人工", 0)]
)
def test_urgency(text: str, urgency: int) -> None:
    found = mandatory(text)
    assert found is not None
    assert found.urgency == urgency


def test_a_question_in_one_clause_does_not_excuse_another() -> None:
    found = mandatory("怎么投诉？我要投诉你们！")
    assert found is not None
    assert found.reason == "complaint"


@given(st.text(max_size=300))
def test_never_fails(text: str) -> None:
    mandatory(text)


@given(
    st.text(alphabet="怎么还款额度利率多少，。！ ", max_size=30), st.text(alphabet="，。！？ ", max_size=3)
)
def test_asking_for_a_person_works_in_any_company(around: str, gap: str) -> None:
    found = mandatory(f"{around}。转人工{gap}")
    assert found is not None
    assert found.reason == "asked_for_person"
