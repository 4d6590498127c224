"""Parting: in which pieces a message goes out."""

from collections.abc import Mapping
from typing import Any

from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.messages import Option
from tandem.contexts.channels.written.rules.fitting import Part, fit
from tandem.contexts.conversations.api import MessageView
from tandem.kit.i18n import translate


def parts_of(message: MessageView, caps: Capabilities) -> list[Part]:
    """How a message goes out. A file that the channel cannot carry is named, so that the customer knows of it. One that
    was made of a template is one part: it was approved, and counted, as a whole."""
    if message.payload.get("template"):
        return [Part("text", message.text)]
    options = [Option(str(one["id"]), str(one["label"])) for one in message.payload.get("options", ())]
    text = message.text
    attachment: Mapping[str, Any] = message.payload.get("attachment") or {}
    if attachment and message.kind not in caps.files:
        named = translate("channels.file_not_carried", "zh-CN", name=attachment["name"])
        text = f"{text}\n{named}".strip()
    return fit(message.kind, text, options, caps)
