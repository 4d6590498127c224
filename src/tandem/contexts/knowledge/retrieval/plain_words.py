"""English words between Chinese ones (我想 check 一下 bill) and dialect, in the words that knowledge is written in.

For questions only: what is indexed stays as its editors wrote it."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_FEWEST_HAN = 3
"""Characters that make a text a Chinese one: questions in English are left alone."""

_TABLE = """
check=查, settle=结清, settlement=结清, pay off=结清, payoff=结清, total=一共, fee=费, fees=费,
handling fee=手续费, service fee=服务费, late fee=逾期费用, penalty=罚息, repay=还款, repayment=还款,
pay=还, payment=还款, prepay=提前还款, prepayment=提前还款, loan=借款, loans=借款, limit=额度,
credit limit=额度, quota=额度, bill=账单, statement=账单, due date=还款日, due day=还款日,
deadline=还款日, interest=利息, interest rate=利率, rate=利率, apr=年化利率, bank card=银行卡,
debit card=银行卡, card=卡, cancel=取消, change=改, update=修改, phone number=手机号, password=密码,
contract=合同, certificate=证明, invoice=发票, early=提前, overdue=逾期, delay=延期, extend=延期,
refund=退款, apply=申请, application=申请, balance=余额, account=账户, plan=计划, schedule=还款计划,
installment=分期, installments=分期, instalment=分期, credit report=征信报告, credit score=信用分,
email=邮箱, address=地址, verify=验证, auto debit=自动扣款, approve=审批, approved=审批通过, reject=拒绝,
rejected=被拒, notification=通知, notifications=通知, turn off=关闭, turn on=开启, process=流程, status=进度
"""
_ENGLISH = dict(pair.strip().split("=") for pair in _TABLE.split(","))
_WORDS = re.compile(
    r"(?<![a-z\d.@/-])(?:" + "|".join(sorted(_ENGLISH, key=len, reverse=True)) + r")(?![a-z\d.@/-])"
)
_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_TWICE = re.compile("(" + "|".join(sorted(set(_ENGLISH.values()), key=len, reverse=True)) + r")\1")
"""Said in both languages: invoice 发票."""
_DIALECT = (
    (re.compile("俺们?|偶(?=想|要)"), "我"),
    (re.compile("[恁侬](?=家|们|这|那|公司)"), "你"),
    (re.compile("一哈"), "一下"),
    (re.compile("[嘞噻咧](?=$|[ ，。？！])"), ""),
    (re.compile("莫得|木有|冇"), "没有"),
    (re.compile("晓得"), "知道"),
    (re.compile("嘅"), "的"),
    (re.compile("点解"), "为什么"),
    (re.compile("几多"), "多少"),
    (re.compile("几时"), "什么时候"),
    (re.compile("[啥撒]子"), "什么"),
)


def plain_words(text: str) -> str:
    """A normalised question with these words replaced; the text itself where there is none of them."""
    for pattern, word in _DIALECT:
        text = pattern.sub(word, text)
    if len(_HAN.findall(text)) < _FEWEST_HAN or not _WORDS.search(text):
        return text
    said = _GAP.sub("", _WORDS.sub(lambda found: _ENGLISH[found.group()], text))
    return _TWICE.sub(r"\1", said)
