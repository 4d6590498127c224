"""Templates of text messages: signed by the account, paid for by the segment."""

import re
from collections.abc import Mapping
from typing import Any

from tandem.contexts.channels.sms.rules.segments import segmented
from tandem.contexts.channels.sms.rules.signing import signed
from tandem.contexts.channels.written.rules.values import PLAIN
from tandem.contexts.channels.written.template import TemplateRules

# Marketing says how to refuse it (通信短信息服务管理规定, 2015, 20); rules.refusing understands these forms.
_REFUSAL = re.compile(r"(?:回复?\s*(?:T|TD|N|R|退订)|退订|拒收)", re.I)


def _shown(text: str, settings: Mapping[str, Any]) -> str:
    signature = str(settings.get("signature") or "")
    return signed(text, signature) if signature else text


# The signature is the account's: a template or a value that brings brackets could pretend another one.
TEMPLATES = TemplateRules(
    PLAIN, text_chars=420, external_id="optional", shown=_shown, segments=lambda text: segmented(text).count,
    forbidden="【】", refusal=_REFUSAL,
)  # fmt: skip
