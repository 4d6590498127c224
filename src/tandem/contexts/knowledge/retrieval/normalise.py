"""Customers' texts brought to one form, the same for questions and for the index."""

import re
import unicodedata

from tandem.contexts.knowledge.retrieval.hanzi import TO_SIMPLIFIED

MAX_CHARS = 300
"""What search looks at of a long message: beginning and end, where the question is."""

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0E, 0xFE0F])
_KEEP = {"%", "."}
_SPACES = re.compile(r"\s+")
_HAN_RUN = re.compile(r"([\u3400-\u9fff])\1{2,}")
_LETTER_RUN = re.compile(r"([a-z])\1{3,}")
_LONELY_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_ASK = r"(?:请问|请教|咨询|问问|问|了解|知道)(?:一下子?|一个问题|个问题|下|问题(?=\s))?"
_GREETING = re.compile(
    r"^(?:(?:(?:[你您]们?好|hello|hi|嗨|哈喽|哈罗)+(?:呀|啊|哦|哈)?|在吗|在不在|在么|有人吗|客服(?:小姐姐|小哥哥|人员)?(?=\s|[你您])|亲们?(?=\s|[你您])|小禾|"
    rf"我?(?:就|就是)?(?:想要|想|要){_ASK}|(?:请问|麻烦问)(?:一下|下)?|(?:咨询|请教|问)(?:一下|下)|"
    r"麻烦(?:帮忙)?看?(?:一下|下)|那个|就是|打扰一?下)\s*)+"
)
_THANKS = re.compile(
    r"(?:\s|谢谢(?:你|您|啦|了|客服)?|多谢|感谢|麻烦(?:了|你了|您了)|"
    r"急+|在线等|[啊呀哦哈呢嘛吧哟噢])+$"
)


def normalise(text: str) -> str:
    """Half width, lower case, simplified, no emoji or punctuation, no stretched words (快快快快 → 快)."""
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).lower().translate(TO_SIMPLIFIED)
    text = _THOUSANDS.sub("", text)
    text = "".join(char if _is_text(char) else " " for char in text)
    text = _LONELY_DOT.sub(" ", text)
    text = _LETTER_RUN.sub(r"\1\1", _HAN_RUN.sub(r"\1", text))
    return _SPACES.sub(" ", text).strip()


def core(text: str) -> str:
    """The question in a normalised text without greeting and thanks; the text itself when nothing else is in
    it."""
    bare = _GREETING.sub("", text)
    bare = _THANKS.sub("", bare).strip()
    return bare if len(bare) >= 2 else text


def searchable(text: str) -> str:
    """What search works on: normalised, without politeness, at most MAX_CHARS characters."""
    plain = core(normalise(text))
    if len(plain) <= MAX_CHARS:
        return plain
    half = MAX_CHARS // 2
    return f"{plain[:half]} {plain[-half:]}"


def _is_text(char: str) -> bool:
    return char.isalnum() or char in _KEEP
