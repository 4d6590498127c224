"""What flows need to know of a customer's message. The extractor is a port: `extracting` is the built-in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tandem.kit.chinese import normalise

_TAIL = r"(?:吧|啊|呀|啦|呢|哦|的|了|哈|嘛|(?:谢谢|麻烦|辛苦|拜托|劳驾)(?:[你您]们?|大家)?|\s)*"
# 嗯 and not 嗯+ in what repeats itself: else 嗯嗯嗯嗯… of thirty can be cut up in a billion ways, and each is tried.
_LEAD = r"(?:(?:那么?|就|还是|我|嗯|哦|噢|好吧)\s*)*"
_WAIT = r"(?:(?:等等|等一?下|稍等|慢着|嗯|哦|噢|哎呀?|唉|那个|不好意思)\s*)*"
_YES = re.compile(
    _LEAD
    + r"(?:(?:是|是的|对|对的|好|好的|好呀|可以|行|嗯++|确认(?:还款|扣款|提交|办理|修改|登记|无误)?|确定|没错|"
    r"没问题|同意|"
    r"ok|okay|yes|y|sure|办|办理|要|要的|需要|(?:还|扣|开|交|结清?)(?=吧)|继续|当然|来|就这样|就这么办|那就办|先办这个|提交|可以的|行的|好嘞|回去|接着办|"
    r"继续办)\s*){1,3}" + _TAIL
)
_NO = re.compile(
    _WAIT
    + r"(?:(?:不|不是|不是的|不用|不要|不对|否|不行|no|nope|n|先不|先不办|不办|不了|别|不需要|不想|不可以|暂时不|"
    r"暂不|不用了|"
    r"不必|先不用|还是不|不回|不继续|不想办|先别|没有)\s*){1,2}" + _TAIL
)
# The whole message: who writes 我要取消这笔服务费 into a form tells what it is about.
_CANCEL = re.compile(
    _WAIT + r"(?:我|那|就|还是|先|请|帮我|麻烦|要|想|不)*(?:"
    r"取消(?:办理|操作|掉|这个|申请|业务)*|不(?:想)?(?:办|弄|还|查|改|换|开|提|算|搞|试|结清|申请)理?了|"
    r"算了(?:\s*(?:不.{1,3}了|先不.{0,3}|(?:我|还是|先|让我|回头)*再?(?:想想|考虑(?:一下|考虑)?|看看|说)(?:再说|吧)?))*|"
    r"(?:等会儿?|等下|待会儿?|过会儿?|回头|下次|改天|晚点|以后|过几天)再(?:说|弄|办|还|来|看)|没事儿?了|"
    r"退出|停止办理|终止|别办了|不用办了|不要办了|cancel|never mind)" + _TAIL
)
_CORRECTS = re.compile(
    r"改成|改为|改到|换成|换到|换一|应该是|应该选|说错|写错|填错|选错|输错|错了|更正|我是说|不对|不是.{0,12}是"
)
_ASKS = re.compile(
    r"[?？]|吗|怎么|如何|咋|多少|什么|为什么|为啥|哪里|哪儿|在哪|能不能|可不可以|是不是|会不会|有没有|要不要|多久|几天|"
    r"几点|何时|啥|么$"
)
# 继续刚才的, 接着还款: back to what was under way.
_RESUMES = re.compile(r"(?:(?:那么?|就|还是|我|要|先|嗯|好的?)\s*)*(?:接着|继续|回到|回去).{0,8}")
_PROPOSES = re.compile(r"(?:可以吗|行吗|好吗|可不可以|行不行|可以不|能行吗|ok吗|怎么样|如何|吧)[?？]*$")


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
    """A message. `chat`: the small-talk entry that it is nothing but. `answers`: the knowledge entries that surely
    answer it, once the knowledge base was asked (`searched`); more than one where it asks several things."""

    text: str
    found: tuple[Found, ...] = ()
    choice_id: str | None = None
    chat: str | None = None
    trigger: Hit | None = None
    answers: tuple[str, ...] = ()
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
        return _CANCEL.fullmatch(self.plain) is not None

    @property
    def resumes(self) -> bool:
        return not self.asks and _RESUMES.fullmatch(self.plain) is not None

    @property
    def corrects(self) -> bool:
        return _CORRECTS.search(self.plain) is not None

    @property
    def asks(self) -> bool:
        """It is a question. 500可以吗 proposes a value and is none."""
        return bool(_ASKS.search(self.text)) and not _PROPOSES.search(self.text.strip())

    def of(self, kind: str) -> list[Found]:
        return [one for one in self.found if one.kind == kind]
