"""Questions that need what was said before: 那要多少钱, 这个呢, 要多久. And a cheap way to complete them."""

import re

from tandem.contexts.bot.decision import Past
from tandem.kit.chinese import normalise

_LONGEST = 14
_POINTS_BACK = re.compile(
    "^(?:那么?|这个?|那个|它|他|这样|那样|然后|另外|还有)|^(?:多久|多少钱?|几天|什么时候|怎么弄|怎么办理?|在哪里?弄?|要钱吗|收费吗"
    "|收多少|要多[久少]|要什么|需要什么|可以吗|行吗|为什么)"
)
_LEADS = re.compile(
    "^(?:那么?|然后|另外|还有)[,，]?(?=.)|^(?:那个|这个|那|这|它|他)(?=要|能|会|是|收|多|什么|怎么|可以|需要|在|有)"
)
_SHORT = 10
_SAID = ("answer", "clarify", "flow")


def is_follow_up(text: str) -> bool:
    """Whether a text is short and leans on what was said before."""
    plain = normalise(text)
    return 0 < len(plain) <= _LONGEST and _POINTS_BACK.search(plain) is not None


def completed(text: str, past: tuple[Past, ...]) -> str | None:
    """The text with the matter of the last question before it (提前还款, then 那要多少钱 → 提前还款 要多少钱); None
    when it leans on nothing, or there is nothing to lean on."""
    if not is_follow_up(text):
        return None
    matter = next((one.asked for one in reversed(past) if one.asked and one.action in _SAID), None)
    if matter is None or matter == normalise(text):
        return None
    rest = _LEADS.sub("", normalise(text)).strip("，, ")
    return f"{matter} {rest}" if rest else None


def with_topic(text: str, topic: str | None) -> str | None:
    """A short question in the middle of a flow with what the flow is about before it (提前结清会影响征信吗); None when
    it is long enough to stand alone or names the matter itself."""
    plain = normalise(text)
    if not topic or not 0 < len(plain) <= _SHORT or normalise(topic) in plain:
        return None
    return topic + _LEADS.sub("", text.strip())
