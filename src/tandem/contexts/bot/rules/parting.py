"""Several questions in one message (还款日能改吗？另外提前还款要手续费不), told apart from one question in several
sentences. Which of them the bot can answer is decided in `together`."""

import re
from dataclasses import dataclass, replace

from tandem.kit.chinese import normalise

_MOST = 4
"""Parts; who writes more questions than that tells a story."""
_MATTER = 2
_SHORT = 14
_ONE_OF_THEM = re.compile(r"[那这][种样一]")
"""还款方式有哪几种，每个月还一样多的那种叫啥: the second half is about the first."""
_POINTS_BACK = re.compile(r"那么?(?!个月|天|次|笔)|这(?:个(?!月)|样)|它|他(?=[要会能])|然后|之后|到时候")

_BESIDES = r"另外(?!一|的|[两几张个笔种找]|再?[开绑]|银行|账户|号)"
_ADDS = (
    rf"(?:{_BESIDES}|此外|顺便|顺带|其次|对了|第[二三](?:个问题|点|[，,、:： ])"
    r"|(?:再|也|还)(?:想|要)?(?:再)?(?:问|请教|咨询)"
    r"|还有(?:就是|[一个点件](?:个|点|件)?(?:事情?|问题)|(?=[，, ]|我?想|请问|怎么|如何|为什么|能|可以|你们|在?哪|该"
    r"|有没有|会不会|是不是|要不要)))"
)
_ASKING = r"(?:我?(?:还|再|也)?(?:想|要)?(?:再)?(?:问|请教|咨询|了解)(?:一?下|你们?|您)*|请问)"
_ADDED = re.compile(rf"(?:然后|那|我|哦|嗯)?{_ADDS}(?:[，, ]*{_ASKING})?(?:一?下)?[，, 、:：]*")
_MARK = re.compile(
    r"[？?！!。；;…\n]+|[，,](?!\d{3})|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff\d])|(?<=[？?吗呢么]) +"
)
_INSIDE = re.compile(rf"(?<=[吗呢么不没吧啊呀少久])(?={_ADDS})|(?<=....)(?={_BESIDES}|顺便[问请])")
_ASKS = re.compile(
    r"[?？]|吗|怎么|怎样|如何|咋|多少|多久|多长|什么|啥|为何|为什么|哪|能不能|可不可以|可以不|行不行|是不是|会不会|有没有|要不要|用不用|"
    r"需不需要|(?<![好十这那数百千第上过前])几(?!乎|次三番)|何时|(?:么|呢|不|没|没有)[?？]?$|算不算|对不对|好不好"
)
_BARE = re.compile(
    r"怎么样?|怎样|如何|咋样?|多少钱?|多久|多长时间|什么时候|什么|为什么|为啥|啥时候?|哪里?|还(?![钱款清贷])|能不能|可不可以|可以|行不行|行|是不是|会不会|有没有|"
    r"要不要|用不用|需不需要|需要|几[天个号]|何时|回事|意思|情况|原因|操作|办理?|弄|搞|整|处理|申请|解决|知道|请问|想问|问|一下|麻烦|"
    r"谢谢|你们|您们|我们|你好|您好|在吗|有人|客服|[你您我他它这那个了吗呢么吧啊呀哦哈嘛的得要能会是有对好在不没就都也再到去说来请给帮让做\s]"
)
_HAN = re.compile(r"[\u3400-\u9fffa-z]")


@dataclass(frozen=True)
class Part:
    """`text`: what it says. `searched`: what is looked for: where it leans on the part before it, with that. `added`:
    it says itself that it is another matter. `asks`: it is a question; else a request or a remark. `first`: nothing
    stands before it."""

    text: str
    searched: str
    added: bool = False
    asks: bool = True
    first: bool = False

    @property
    def leans(self) -> bool:
        return self.searched != self.text


@dataclass(frozen=True)
class _Clause:
    text: str
    added: bool = False

    @property
    def asks(self) -> bool:
        return _ASKS.search(self.text) is not None

    @property
    def alone(self) -> bool:
        """It may be a question of its own."""
        return self.says and _ONE_OF_THEM.search(self.text) is None

    @property
    def says(self) -> bool:
        """It names a matter, beside words that only ask."""
        return len(_HAN.findall(_BARE.sub("", normalise(self.text)))) >= _MATTER


def parts_of(text: str) -> tuple[Part, ...]:
    """The questions in a message, in order; empty where it is one, or too many to tell apart."""
    grouped = _grouped(_clauses(text))
    if not 1 < len(grouped) <= _MOST:
        return ()
    parts: list[Part] = []
    for one in grouped:
        plain = one.text.strip(" ，,。？?！!；;、\n")
        before = parts[-1].searched if parts else ""
        leans = (
            bool(before) and not one.added and len(plain) <= _SHORT and _POINTS_BACK.match(plain) is not None
        )
        parts.append(Part(plain, f"{before}，{plain}" if leans else plain, one.added, one.asks, not parts))
    return tuple(parts)


def _clauses(text: str) -> list[_Clause]:
    ends = [(hit.start(), hit.end()) for hit in _MARK.finditer(text)]
    ends += [(hit.start(), hit.start()) for hit in _INSIDE.finditer(text)]
    found: list[_Clause] = []
    start, adds = 0, False
    for at, after in [*sorted(ends), (len(text), len(text))]:
        if at < start:
            continue
        # The mark itself says that it asks.
        piece = text[start:at] + ("？" if re.search("[？?]", text[at:after]) else "")
        start = after
        if not re.search(r"\w", piece):
            continue
        clause = _clause(piece.strip())
        if clause is None:
            adds = True
            continue
        found.append(replace(clause, added=clause.added or adds))
        adds = False
    return found


def _clause(piece: str) -> _Clause | None:
    """None: it says that something else comes (还有个问题), and no more."""
    added = _ADDED.match(piece)
    rest = piece[added.end() :] if added else piece
    return _Clause(rest, added is not None) if re.search(r"\w", rest) else None


def _grouped(clauses: list[_Clause]) -> list[_Clause]:
    """What is told goes with the question it leads to; what names no matter of its own with the one before it."""
    groups: list[_Clause] = []
    told: _Clause | None = None
    for one in clauses:
        clause = one
        if told is not None and not (clause.added and told.says):
            clause = _joined(told, clause)
        elif told is not None:
            groups.append(told)
        told = None
        if not clause.asks and not (clause.added and clause.says and groups):
            told = clause
        elif groups and not clause.added and not (clause.alone and groups[-1].says):
            groups[-1] = _joined(groups[-1], clause)
        else:
            groups.append(clause)
    if told is not None:
        groups[-1:] = [_joined(groups[-1], told)] if groups else [told]
    return groups


def _joined(first: _Clause, second: _Clause) -> _Clause:
    return _Clause(f"{first.text}，{second.text}", first.added or second.added)
