"""Choices: the buttons under the bot's clarifying question."""

from collections.abc import Sequence

from tandem.contexts.conversations.api import MessageView


def label_of(recent: Sequence[MessageView], choice_id: str) -> str | None:
    """The label of the option `choice_id` in the newest message that offers it (`recent` is oldest first);
    None when none does."""
    for message in reversed(recent):
        if message.role == "customer" or message.kind != "choice":
            continue
        for option in message.payload.get("options", ()):
            if str(option.get("id")) == choice_id:
                return str(option.get("label", "")) or None
    return None
