"""Promises and negations: little words that turn an answer into a liability. Each must stand in the sources
with the words beside it."""

import re

from tandem.contexts.bot.entities.reading import fold

_PROMISES = re.compile(
    "保证|确保|担保|承诺|答应|一定|绝对|必定|必然|肯定|百分之?百|包过|包批|包下款|无条件|永久|终身|放心"
    "|免除|减免|豁免|全免|免单|免息|免费|免还|免收|免掉|免去|抵扣|返还|返现|赔偿|补偿|补贴|赠送|奖励|优惠|打折|折扣|降息"
    "|删除|消除|撤销|撤回|注销|修复|洗白|停催|停止催收|停息|挂账|宽限|延期|展期|缓期|批准|通过审批|审批通过|核准|已为您|已经为您|已帮您|为您办好"
    "|半价|特批|特别|专属|内部|官方|guarantee|promise|waive|refund|approved?|free|compensat\\w*|delet\\w*"
)
_DENIALS = re.compile("不会|不用|不必|不需|不要|不能|不可以?|不得|不|无需|无须|无法|免|勿|别|非|零|无")
# 首期没还, 首期未还: how things stand, said in either way.
_NOT_YET = re.compile("没有|没|未")
_SKIPPED = re.compile(r"[\s，。、；：！？,.;:!?（）()“”\"'《》]+")
_AFTER = 2


def unsourced_promise(sentence: str, sources: str) -> str | None:
    """The first promising phrase (the word and what follows) that the sources do not have."""
    return _missing(_PROMISES, _plain(sentence), _plain(sources), _AFTER)


def unsourced_negation(sentence: str, sources: str) -> str | None:
    """The first thing denied here and not there (不收取违约金), or denied there and affirmed here."""
    said, there = (_NOT_YET.sub("没", _plain(text)) for text in (sentence, sources))
    denied = _missing(_DENIALS, said, there, _AFTER) or _missing(re.compile("没"), said, there, 1)
    return denied or _affirmed(said, there)


def _missing(words: re.Pattern[str], said: str, there: str, after: int) -> str | None:
    for match in words.finditer(said):
        phrase = said[match.start() : match.end() + after]
        if phrase not in there:
            return phrase
    return None


def _affirmed(said: str, there: str) -> str | None:
    """不可以提前还款 there, 可以提前还款 here."""
    for match in re.finditer("不|无法|无需|没|禁止|勿", there):
        tail = there[match.end() : match.end() + 4]
        at = said.find(tail) if len(tail) == 4 else -1
        if at >= 0 and not _denied(said, at) and not _plain_elsewhere(there, tail):
            return tail
    return None


def _denied(text: str, at: int) -> bool:
    return re.search("(?:不|无法|无需|没|禁止|勿)$", text[max(0, at - 2) : at]) is not None


def _plain_elsewhere(there: str, tail: str) -> bool:
    at = there.find(tail)
    while at >= 0:
        if not _denied(there, at):
            return True
        at = there.find(tail, at + 1)
    return False


def _plain(text: str) -> str:
    return _SKIPPED.sub("", fold(text))
