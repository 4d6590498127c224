"""Messages without a question in them."""

import re
from datetime import datetime

from tandem.contexts.bot.entities import SHANGHAI, extract
from tandem.kit.chinese import normalise

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[a-z]{2,}")
_FILLER = re.compile(r"[嗯哦噢喔额呃啊呀哈嘿嘻呵唉哎哼诶欸嘟滴啦哇咦那这个就是 ]*")
_OPENING = re.compile(
    r"(?:请问一?下 ?|(?:[你您]好|哈喽|hi|hello|那个|请问|麻烦|打扰)?(?:一下|了)? ?(?:"
    r"我?(?:想|要|需要)?再?(?:问|咨询|请教|打听|了解)(?:你们?|您)?(?:一?下|一哈|个事|件事|点事|个问题|点问题)+|"
    r"我?有(?:个|件|点)?(?:事情?|问题)(?:想|要)?(?:问|咨询|请教)?(?:你们?|您)?(?:一?下)?"
    r")[吧啊呀哈呢哦]? ?)+"
)
_VOWEL = re.compile(r"[aeiouy]")
_ACRONYM = 4
_DISSATISFIED = re.compile(
    r"没(?:有)?(?:用|帮助|解决|说到|回答|答到)|不(?:是|对)(?:这个|这样|我(?:要|想)?问的|我的意思|的)?(?:$|\s)|"
    r"答非所问|不是(?:我)?(?:要|想)?问(?:的)?(?:这个|你这个)|听不懂(?:人话)?|说了等于没说|牛头不对马嘴|"
    r"(?:你)?(?:没|没有)(?:明白|理解|看懂|听懂)|还是(?:不行|不会|不懂|没解决)|看不懂|(?:这|你)(?:个)?(?:回答|答案)(?:没用|不对|不行)"
)  # fmt: skip
_SHORT = 16
_ABOUT = re.compile(
    "那个|这个|咋回事|怎么回事|什么情况|啥情况|的事情?|的问题|问题|那事|这事|那块|方面|有关|关于"
)
_PARTICLES = re.compile("一下|[呢吧啊呀嘛吗了的哈]")
_MATTER = 4
_LONGEST_MATTER = 8
_OWN = re.compile("^(?:关于|你们?的?|我们?的?|那个|这个)+|[呢吧啊呀嘛的 ]+$")
_BARE_WANTS = re.compile(
    r"[?？]|吗|么|怎|咋|啥|什么|多少|多久|几|哪|能|可以|是|会|有|没|不|要|想|帮|给|请|查|办|改|换|退|还(?!款日)|借|开|取消|了|被|扣|[\da-z]"
)
_BARE_HOW = re.compile(
    "(?:那|这|我|该|要|应该|得)*(?:怎么|咋|如何|怎样)(?:弄|办|搞|整|处理|解决|操作|做|回事)?[呢啊呀吧嘛了哦]*"
)
_ANY_DAY = datetime(2000, 1, 1, tzinfo=SHANGHAI)
_NUMERALS = re.compile(r"[\d.,%]+")
_BESIDE_VALUES = re.compile(
    "可以|尾号|或者|还是|算了|左右|大概|[那就呢吧吗嘛啊呀哦的话了行好不要改到成换为是在从还再按选用呗么每笔张个这]"
)
_OF_ME = re.compile("(?:那个|就是|其实)?(?:我|俺|本人|我们)(?!要|想|去|不服)")
_WANTS = re.compile(
    r"[?？]|吗|么$|呢$|怎|咋|啥|什么|多少|多久|几|哪|能不能|可不可以|是不是|会不会|有没有|如何|为何|要|想|帮|给|请|麻烦|查|办|改|退|还|借|"
    r"取消|申请|异议|不满|不认|你们|您们|不了|不上|不到|不出|没有|失败|被|扣|逾期|失业|下岗|生病|住院|死|骗"
)


def is_noise(text: str) -> bool:
    """Empty, marks, emoji, digits, filler syllables, letters that are no word."""
    plain = normalise(text)
    if _HAN.search(plain):
        return _FILLER.fullmatch(plain) is not None
    words = [word for word in _WORDS.findall(plain) if _VOWEL.search(word) or len(word) <= _ACRONYM]
    return not words


def is_opening(text: str) -> bool:
    """It says that a question is coming (想问下, 有个事咨询一下), and no more."""
    return _OPENING.fullmatch(normalise(text)) is not None


def is_vague(text: str) -> bool:
    """A matter and hardly more (额度那个，咋回事; 还款的事): it says what about, and not what."""
    plain, times = _ABOUT.subn("", "".join(_HAN.findall(normalise(text))))
    return times > 0 and 2 <= len(_PARTICLES.sub("", plain)) <= _MATTER


def is_bare_matter(text: str) -> bool:
    """A thing and nothing of what is wanted with it: 手机号, 我的额度, 银行卡呢."""
    plain = normalise(text)
    if not _HAN.search(plain) or _BARE_WANTS.search(plain) or len(plain) > _LONGEST_MATTER:
        return False
    return 2 <= len(_OWN.sub("", plain)) <= _MATTER


def is_bare_how(text: str) -> bool:
    """怎么弄呀: asked about what was said before, and without it about nothing."""
    return _BARE_HOW.fullmatch(normalise(text)) is not None


def is_bare_value(text: str) -> bool:
    """A day, a sum or a number and words that mean nothing alone (那后天呢, 改12月3号): whoever knows what it answers
    understands it, and nobody else. No feeling is read out of it either."""
    plain = normalise(text)
    found = extract(plain, _ANY_DAY)
    for one in reversed(found):
        plain = plain[: one.start] + plain[one.end :]
    without, numerals = _NUMERALS.subn("", plain)
    if not found and not numerals:
        return False
    return _says_nothing(without)


def says_only(text: str, word: str) -> bool:
    """The word and others that mean nothing alone (那装修分期呢)."""
    plain, sought = normalise(text), normalise(word)
    return bool(sought) and sought in plain and _says_nothing(plain.replace(sought, "", 1))


def _says_nothing(text: str) -> bool:
    return not _HAN.search(_BESIDE_VALUES.sub("", text)) and not _WORDS.search(text)


def is_statement(text: str) -> bool:
    """What somebody tells of themselves before they come to it (我人老了记性不好): short, and asks nothing."""
    plain = normalise(text)
    return len(plain) <= _SHORT and _OF_ME.match(plain) is not None and _WANTS.search(plain) is None


def is_dissatisfied(text: str) -> bool:
    """Said after an answer: that it was not what was asked. Long texts are questions, not verdicts."""
    plain = normalise(text)
    return len(plain) <= _SHORT and _DISSATISFIED.search(plain) is not None
