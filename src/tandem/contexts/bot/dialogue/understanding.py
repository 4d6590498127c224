"""What flows need to know of a customer's message. The extractor is a port: `extracting` is the built-in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tandem.kit.chinese import normalise

_TAIL = r"(?:吧|啊|呀|呢|哦|的|了|哈|嘛|谢谢|\s)*"
_YES = re.compile(
    r"(?:是|是的|对|对的|好|好的|好呀|可以|行|嗯+|确认|确定|确认无误|没错|没问题|ok|okay|yes|y|办|办理|同意|"
    r"要|要的|需要|继续|当然|来|就这样|就这么办|那就办|先办这个|提交|可以的|行的|嗯好|嗯好的|好嘞|回去|接着办|"
    r"继续办|yes please|sure)" + _TAIL
)
_NO = re.compile(
    r"(?:不|不是|不是的|不用|不要|不对|否|不行|no|n|先不|先不办|不办|不了|别|不需要|不想|不可以|暂时不|暂不|不用了|不必|"
    r"先不用|还是不|不回|不继续|不想办|先别|没有|no thanks|nope)" + _TAIL
)
_CANCEL = re.compile(
    r"取消|不(?:想)?(?:办|弄|还|查|改|开|算|搞|试)(?:理)?了|^算了|(?:还是)?算了(?:吧)?$|退出|停止办理|终止|不要办了|先不办了|"
    r"不用办了|别办了|^cancel|never mind"
)
_CORRECTS = re.compile(
    r"改成|改为|改到|换成|换到|换一|应该是|应该选|说错|写错|填错|选错|输错|错了|更正|我是说|不对|不是.{0,12}是"
)
_ASKS = re.compile(
    r"[?？]|吗|怎么|如何|咋|多少|什么|为什么|为啥|哪里|哪儿|在哪|能不能|可不可以|是不是|会不会|有没有|要不要|多久|几天|"
    r"几点|何时|啥|么$|呢$"
)
_PROPOSES = re.compile(r"(?:可以吗|行吗|好吗|可不可以|行不行|可以不|能行吗|ok吗|怎么样|如何|吧)[?？]*$")
_LONGEST_CANCEL = 14


@dataclass(frozen=True)
class Found:
    """Something in a text: `value` is plain JSON (amounts in whole fen, dates as YYYY-MM-DD); `start` and `end` are
    places in the text as written."""

    kind: str
    value: Any
    start: int
    end: int
    text: str


class Extractor(Protocol):
    def find(self, text: str, now: datetime) -> Sequence[Found]:
        """Everything recognised, in order of place. `now` is the customer's local time: it dates 明天 and 月底."""
        ...


@dataclass(frozen=True)
class Hit:
    """A flow asked for: `score` 0–1, `phrase` the trigger it is like."""

    flow: str
    score: float
    phrase: str


@dataclass(frozen=True)
class Understood:
    """A message. `chat`: the small-talk entry that it is nothing but. `answer`: the knowledge entry that surely
    answers it, once the knowledge base was asked (`searched`)."""

    text: str
    found: tuple[Found, ...] = ()
    choice_id: str | None = None
    chat: str | None = None
    trigger: Hit | None = None
    answer: str | None = None
    searched: bool = False

    @property
    def plain(self) -> str:
        return normalise(self.text)

    @property
    def yes(self) -> bool:
        return _YES.fullmatch(self.plain) is not None

    @property
    def no(self) -> bool:
        return _NO.fullmatch(self.plain) is not None

    @property
    def cancels(self) -> bool:
        plain = self.plain
        return len(plain) <= _LONGEST_CANCEL and bool(_CANCEL.search(plain)) and not _ASKS.search(self.text)

    @property
    def corrects(self) -> bool:
        return _CORRECTS.search(self.plain) is not None

    @property
    def asks(self) -> bool:
        """It is a question. 500可以吗 proposes a value and is none."""
        return bool(_ASKS.search(self.text)) and not _PROPOSES.search(self.text.strip())

    def of(self, kind: str) -> list[Found]:
        return [one for one in self.found if one.kind == kind]
