"""What a channel can do. The one place where channels differ for the rest of the product."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from tandem.contexts.channels.written.template import TemplateRules

TextUnit = Literal["characters", "bytes"]
Address = Literal["phone", "email"]


@dataclass(frozen=True)
class ReplyWindow:
    """After a customer's message, for so long and so many messages (None: any number) may be written back."""

    lasts: timedelta
    messages: int | None = None


@dataclass(frozen=True)
class Capabilities:
    """`text_limit`: the longest text of one message, in `text_unit` (bytes are those of UTF-8). `buttons`: how many
    choices are shown as buttons; with more, or none, they are numbered lines to be answered by number. `files`:
    kinds of message that carry a file. `location`: a place that a customer sends comes in, by its name and
    coordinates in the text (nothing that is written back has one). `templates`: what its message templates must be
    like; None: it has none. `delivered`, `read`: whether the channel reports it. `per_second`: how many messages an
    account may send. `repeats_harmless`: the far end knows a message that was sent twice by its id. `address`: what
    the channel's senders and recipients are, where they are personal data by which a customer may be recognised;
    None for ids of the channel's own. `talks`: it carries conversations; else it only tells (notifications of
    apps), and has no queue. `sources`: an answer says under it what it rests on; not where every character is paid
    for."""

    text_limit: int
    text_unit: TextUnit = "characters"
    buttons: int = 0
    files: frozenset[str] = frozenset()
    location: bool = False
    typing: bool = False
    delivered: bool = False
    read: bool = False
    templates: TemplateRules | None = None
    per_second: float = 10.0
    window: ReplyWindow | None = None
    repeats_harmless: bool = False
    address: Address | None = None
    talks: bool = True
    sources: bool = True

    def wire(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "text_limit": self.text_limit, "text_unit": self.text_unit, "buttons": self.buttons,
            "files": sorted(self.files), "location": self.location, "typing": self.typing,
            "delivered": self.delivered, "read": self.read,
            "templates": self.templates is not None, "per_second": self.per_second, "address": self.address,
            "talks": self.talks,
            "window_hours": self.window.lasts / timedelta(hours=1) if self.window else None,
            "window_messages": self.window.messages if self.window else None,
        }  # fmt: skip
