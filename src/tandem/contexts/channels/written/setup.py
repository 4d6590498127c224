"""What an administrator tells of an account, and what a look at its far end found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tandem.contexts.channels.errors import AccountUnfit

FieldKind = Literal["text", "number", "switch", "choice", "secret"]
_CHARS = 500
_SECRET_CHARS = 8_000
"""A private key in PEM."""


@dataclass(frozen=True)
class Field:
    """One thing to fill in. A `secret` is kept encrypted and never shown again. Its words are in the catalogue:
    `channel.<kind>.field.<key>`. `when`: it is asked for only while another field, a choice, has that value."""

    key: str
    kind: FieldKind
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | int | bool | None = None
    when: tuple[str, str] | None = None

    def asked(self, settings: Mapping[str, Any]) -> bool:
        """Whether an account with these settings is asked for it."""
        return self.when is None or settings.get(self.when[0]) == self.when[1]

    def wire(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "key": self.key, "kind": self.kind, "required": self.required, "choices": list(self.choices),
            "default": self.default, "when": list(self.when) if self.when else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One step of a live check: reached, logged in, may send … In words: `channel.<kind>.check.<key>`. `detail` is for
    the administrator: what the far end said, without secrets."""

    key: str
    ok: bool
    detail: str = ""


def check_filled(fields: Sequence[Field], settings: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    """Whether an account is filled in as its kind demands. Raises AccountUnfit that names every
    field that is missing, unknown or of the wrong kind."""
    wrong: list[tuple[str, str]] = []
    known = {field.key: field for field in fields}
    for key in {*settings, *secrets} - known.keys():
        wrong.append((key, "unknown"))
    for field in fields:
        given = (secrets if field.kind == "secret" else settings).get(field.key)
        other = settings if field.kind == "secret" else secrets
        if field.key in other:
            wrong.append((field.key, "a secret" if field.kind == "secret" else "no secret"))
        elif given is None or given == "":
            if field.required and field.asked(settings):
                wrong.append((field.key, "needed"))
        elif why := _unfit(field, given):
            wrong.append((field.key, why))
    if wrong:
        raise AccountUnfit(fields=sorted(wrong))


def _unfit(field: Field, given: object) -> str | None:
    match field.kind:
        case "number":
            return None if isinstance(given, int) and not isinstance(given, bool) else "a whole number"
        case "switch":
            return None if isinstance(given, bool) else "true or false"
        case "choice":
            return None if given in field.choices else "one of " + ", ".join(field.choices)
        case _:
            most = _SECRET_CHARS if field.kind == "secret" else _CHARS
            fits = isinstance(given, str) and len(given) <= most
            return None if fits else f"a text of at most {most} characters"
