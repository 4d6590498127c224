"""Parting: in which pieces a message goes out."""

from collections.abc import Mapping
from typing import Any

from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.messages import Option
from tandem.contexts.channels.written.rules.fitting import Part, fit
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import MessageView
from tandem.kit.db import Tx
from tandem.kit.i18n import DEFAULT, translate


async def parts_for(tx: Tx, message: MessageView, caps: Capabilities) -> list[Part]:
    """How a message goes out, in the customer's language where words of ours are added."""
    if _carried(message, caps) and not _sources(message, caps):
        return parts_of(message, caps)
    conversation = await conversations.get(tx, message.conversation_id)
    return parts_of(message, caps, await conversations.language_of(tx, conversation))


def _carried(message: MessageView, caps: Capabilities) -> bool:
    return not message.payload.get("attachment") or message.kind in caps.files


def _sources(message: MessageView, caps: Capabilities) -> list[str]:
    """The titles of what an answer rests on, each once; none where the channel says no such thing."""
    found = message.payload.get("sources") or () if caps.sources else ()
    return list(dict.fromkeys(str(one["title"]) for one in found))


def parts_of(message: MessageView, caps: Capabilities, locale: str = DEFAULT) -> list[Part]:
    """How a message goes out to somebody who is written to in `locale`. A file that the channel cannot carry is named,
    so that the customer knows of it; what an answer rests on is said under it, as on the web. One that was made of a
    template is one part: it was approved, and counted, as a whole."""
    if message.payload.get("template"):
        return [Part("text", message.text)]
    options = [Option(str(one["id"]), str(one["label"])) for one in message.payload.get("options", ())]
    text = message.text
    attachment: Mapping[str, Any] = message.payload.get("attachment") or {}
    if not _carried(message, caps):
        named = translate("channels.file_not_carried", locale, name=attachment["name"])
        text = f"{text}\n{named}".strip()
    if titles := _sources(message, caps):
        joined = translate("channels.list_join", locale).join(titles)
        text = f"{text}\n\n{translate('channels.sources', locale, titles=joined)}"
    return fit(message.kind, text, options, caps)
