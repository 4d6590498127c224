"""What a site asks before the first message, and by which words it invites visitors to ask. Both are off until an
administrator sets them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

PreChatKey = Literal["name", "phone", "email", "topic"]


@dataclass(frozen=True)
class PreChatField:
    key: str
    required: bool = False


@dataclass(frozen=True)
class PreChat:
    """`skippable`: the visitor may go on without answering. `topics` are the choices of the field "topic".
    `purposes`: consents asked for in the form, each by a line of its own."""

    enabled: bool = False
    skippable: bool = True
    fields: tuple[PreChatField, ...] = ()
    topics: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "PreChat":
        return cls(
            enabled=bool(kept.get("enabled", False)),
            skippable=bool(kept.get("skippable", True)),
            fields=tuple(PreChatField(f["key"], f["required"]) for f in kept.get("fields", ())),
            topics=tuple(kept.get("topics", ())),
            purposes=tuple(kept.get("purposes", ())),
        )

    def kept(self) -> dict[str, Any]:
        """As the site's row holds it."""
        return asdict(self)


@dataclass(frozen=True)
class Invitation:
    """A bubble beside the launcher. `pages` are patterns of paths, "*" for anything ("/loan/*"); `delay_s` after the
    page was opened; at most once a visit and `per_day` times a day, never outside the opening hours."""

    text: str
    text_en: str
    pages: tuple[str, ...]
    delay_s: int
    per_day: int

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Invitation":
        return cls(kept["text"], kept["text_en"], tuple(kept["pages"]), kept["delay_s"], kept["per_day"])

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def words(self, locale: str) -> str:
        return self.text_en if locale == "en" and self.text_en else self.text


def invitations_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Invitation, ...]:
    return tuple(Invitation.of(one) for one in kept)
