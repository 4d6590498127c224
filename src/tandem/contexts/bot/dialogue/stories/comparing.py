"""What a story tells beside what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Happened:
    """One thing the bot did: its kind, what it is about, and what the customer reads."""

    kind: str
    arg: str
    text: str = ""

    def __str__(self) -> str:
        shown = self.text.replace("\n", " ") if self.kind == "say" else self.arg
        return f"{self.kind}: {shown}" if shown else self.kind


def differences(expected: Sequence[Mapping[str, str | None]], happened: Sequence[Happened]) -> list[str]:
    """A diff, line by line: `  ` as told, `- ` told but did not happen, `+ ` happened untold. Empty: no difference."""
    told = [next(iter(event.items())) for event in expected]
    if len(told) == len(happened) and all(map(_fits, told, happened)):
        return []
    lines: list[str] = []
    at = 0
    for event in told:
        place = next((k for k in range(at, len(happened)) if _fits(event, happened[k])), None)
        if place is None:
            lines.append(f"- {event[0]}: {event[1] or ''}")
            continue
        lines += [f"+ {one}" for one in happened[at:place]]
        lines.append(f"  {happened[place]}")
        at = place + 1
    return lines + [f"+ {one}" for one in happened[at:]]


def _fits(told: tuple[str, str | None], happened: Happened) -> bool:
    kind, arg = told
    if kind != happened.kind:
        return False
    return arg is None or (arg in happened.text if kind == "say" else arg == happened.arg)
