"""What search works on of a customer's text, the same for questions and for the index."""

import re

from tandem.kit.chinese import normalise

MAX_CHARS = 300
"""What search looks at of a long message: beginning and end, where the question is."""

_ASK = r"(?:请问|请教|咨询|问问|问|了解|知道)(?:一下子?|一个问题|个问题|下|问题(?=\s))?"
# Nothing in what repeats itself repeats itself: else 急急急急… of thirty can be cut up in a billion ways.
_GREETING = re.compile(
    r"^(?:(?:(?:[你您]们?好|hello|hi|嗨|哈喽|哈罗)(?:呀|啊|哦|哈)?|在吗|在不在|在么|有人吗|客服(?:小姐姐|小哥哥|人员)?(?=\s|[你您])|亲们?(?=\s|[你您])|小禾|"
    rf"我?(?:就|就是)?(?:想要|想|要){_ASK}|(?:请问|麻烦问)(?:一下|下)?|(?:咨询|请教|问)(?:一下|下)|"
    r"麻烦(?:帮忙)?看?(?:一下|下)|那个|就是|打扰一?下)\s*)+"
)
_THANKS = re.compile(
    r"(?:\s|谢谢(?:你|您|啦|了|客服)?|多谢|感谢|麻烦(?:了|你了|您了)|"
    r"急|在线等|[啊呀哦哈呢嘛吧哟噢])+$"
)


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
