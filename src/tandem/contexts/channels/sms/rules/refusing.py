"""A reply that refuses marketing. The forms are those that Chinese operators and senders print under their messages
(退订回T, 回TD退订, 拒收请回复R, 回N退订); a reply counts when it says nothing else."""

import re
from unicodedata import normalize

_ALWAYS = re.compile(r"(?:回复?)?(?:t|td[0-9]{0,4}|退订|退订短信|短信退订|拒收|拒收短信)")
_ALONE = frozenset({"n", "r"})
_AROUND = " \t\r\n.,;:!?。，；：！？、~～…\"'“”‘’「」『』【】[]()（）<>《》"
_CHARS = 20


def refuses_marketing(text: str, *, talking: bool) -> bool:
    """Whether a text message refuses marketing. `talking`: its sender has an open conversation with us; then the
    single letters N and R may be an answer in it and count for nothing. 取消退订 is no refusal, and gives no consent
    either: that takes a text to agree to."""
    if len(text) > _CHARS:
        return False
    plain = normalize("NFKC", text).strip(_AROUND).casefold()
    return _ALWAYS.fullmatch(plain) is not None or (not talking and plain in _ALONE)
