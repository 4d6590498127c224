"""Promises and negations: little words that turn an answer into a liability. Each must stand in the sources
with the words beside it."""

import re

from tandem.contexts.bot.entities.reading import fold
from tandem.contexts.bot.rules.grounding.omitting import left_out, plain

_PROMISES = re.compile(
    "保证|确保|担保|承诺|答应|一定|绝对|必定|必然|肯定|百分之?百|包过|包批|包下款|无条件|永久|终身|放心"
    "|免除|减免|豁免|全免|免单|免息|免费|免还|免收|免掉|免去|抵扣|返还|返现|赔偿|补偿|补贴|赠送|奖励|优惠|打折|折扣|降息"
    "|删除|消除|撤销|撤回|注销|修复|洗白|停催|停止催收|停息|挂账|宽限|延期|展期|缓期|批准|通过审批|审批通过|核准|已为您|已经为您|已帮您|为您办好"
    "|马上|立即|立刻|当场|当天|很快|随时|秒(?=[批到过放下])|全部|全额|全都|任何|一律|统统|不限|无论|必过|说到做到|没问题|满意|负责"
    "|包(?=您|过|批|满|赔|退)|退(?=您|给|你|还)|减半|必须|务必|应当|立等|做主|说了算|通过(?!率|我的|app|首页|设置|公众号|客服|电话|短信|以下)|已获|获批"
    "|半价|特批|特别|专属|内部|官方|guarantee|promise|waive|refund|approved?|free|compensat\\w*|delet\\w*"
)
_DENIALS = re.compile("不会|不用|不必|不需|不要|不能|不可以?|不得|不|无需|无须|无法|免|勿|别|非|零|无")
# What an agent would take for settled. 要求减免, 希望批准 are what the customer wants.
_OUTCOMES = re.compile(
    "承诺|答应|保证|(?:已|经)(?:为|给|帮)?(?:客户|其|他|她|您)?(?:减免|免除|退款|退还|办理|办好|处理|解决|批准|同意|通过|延期|核实)|获批|获准"
)
# What a figure is per, and of what kind a rate is.
_PER = re.compile("每一?个?(?:天|日|周|月|年|季|次|笔|期|人|户|家)|[年月日](?:化|利率|息|费率)")
# 首期没还, 首期未还: how things stand, said in either way.
_NOT_YET = re.compile("没有|没|未")
_AFTER = 2


def unsourced_promise(sentence: str, sources: str) -> str | None:
    """The first promising phrase (the word and what follows) that the sources do not have."""
    return _missing(_PROMISES, plain(sentence), plain(sources), _AFTER)


def unsourced_outcome(summary: str, transcript: str) -> str | None:
    """The first thing that a summary says was agreed to or done, and nobody said so."""
    said, there = plain(summary), plain(transcript)
    return next((match.group() for match in _OUTCOMES.finditer(said) if match.group() not in there), None)


def unsourced_negation(sentence: str, sources: str) -> str | None:
    """The first thing denied here and not there (不收取违约金), or denied there and affirmed here."""
    said, whole = _NOT_YET.sub("没", plain(sentence)), _NOT_YET.sub("没", fold(sources))
    there = plain(whole)
    denied = _missing(_DENIALS, said, there, _AFTER) or _missing(re.compile("没"), said, there, 1)
    return denied or left_out(said, whole)


def _missing(words: re.Pattern[str], said: str, there: str, after: int) -> str | None:
    for match in words.finditer(said):
        phrase = said[match.start() : match.end() + after]
        if phrase not in there:
            return phrase
    return None


def unsourced_measure(sentence: str, sources: str) -> str | None:
    """每天, 月利率 where the sources have 每月, 年利率."""
    said, there = plain(sentence), plain(sources)
    return next((match.group() for match in _PER.finditer(said) if match.group() not in there), None)
