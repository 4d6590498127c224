"""Numbers of contracts, orders and tickets, and one-time codes."""

import re

from tandem.contexts.bot.entities.entity import Entity
from tandem.contexts.bot.entities.numerals import spelled_digits
from tandem.contexts.bot.entities.reading import Reading

_LABELS = {
    "合同": "contract", "借据": "contract", "贷款": "contract", "借款": "contract", "协议": "contract",
    "订单": "order", "交易": "order", "流水": "order", "支付": "order", "申请": "application",
    "工单": "ticket", "投诉": "ticket", "案件": "ticket", "受理": "ticket",
}  # fmt: skip
_LABELLED = re.compile(
    rf"(?P<label>{'|'.join(_LABELS)})的?(?:编号|单号|号码|号)(?:是|为|:| ){{0,3}}"
    r"(?P<number>[a-z\d][a-z\d_/-]{3,39})(?![a-z\d])"
)
_LETTERED = re.compile(r"(?<![a-z\d_/-])[a-z]{1,6}-?\d{6,24}(?:-\d{1,12}){0,3}(?![a-z\d_/-])")
_CODE_SAID = re.compile(
    r"(?:验证码|校验码|动态码|动态口令|短信码|激活码)(?:收到了?|就?是|为|:|,|，| ){0,4}"
    r"(?P<code>\d{4,8}|[零一二三四五六七八九幺]{4,8})(?![\d.])"
)
_CODE = re.compile(
    r"(?<![\da-z.])(?P<code>\d{4,8}|\d(?:[ -]\d){3,7}|\d{3}[ -]\d{3}|[零一二三四五六七八九幺]{4,8})(?![\da-z.])"
)


def references(reading: Reading) -> list[Entity]:
    """Numbers that stand behind their name (合同号…), and such as letters with many digits. Upper case."""
    found = []
    for match in _LABELLED.finditer(reading.text):
        number = match["number"].rstrip("-_/")
        if any(char.isdigit() for char in number):
            end = match.start("number") + len(number)
            label = _LABELS[match["label"]]
            found.append(reading.entity("reference", match.start("number"), end, number.upper(), label=label))
    for match in _LETTERED.finditer(reading.text):
        found.append(reading.entity("reference", match.start(), match.end(), match.group().upper()))
    return found


def codes(reading: Reading) -> list[Entity]:
    """One-time codes: behind the word (验证码123456) always, alone only when the bot has asked for one."""
    matches = list(_CODE_SAID.finditer(reading.text))
    if "code" in reading.asked:
        matches += _CODE.finditer(reading.text)
    found = []
    for match in matches:
        digits = spelled_digits(re.sub("[ -]", "", match["code"]))
        if digits and 4 <= len(digits) <= 8:
            found.append(reading.entity("code", match.start("code"), match.end("code"), digits))
    return found
