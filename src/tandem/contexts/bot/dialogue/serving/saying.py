"""From effects to messages: what belongs together becomes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.contexts.bot.dialogue.machine.state import Effect
from tandem.contexts.bot.dialogue.serving.wording import label, words
from tandem.contexts.bot.ports import Answer
from tandem.kit.i18n import translate


@dataclass
class Bubble:
    """One message to the customer."""

    text: str
    kind: str = "text"
    payload: dict[str, Any] = field(default_factory=dict)


def bubbles(effects: Sequence[Effect], locale: str, answers: Mapping[str, Answer]) -> list[Bubble]:
    """The messages of a turn. A knowledge answer stands alone, with its source; the rest is gathered up to the next
    question. `answers` are the entries by id: one retired meanwhile is left out."""
    made: list[Bubble] = []
    lines: list[str] = []
    for effect in effects:
        if effect.kind in ("answer", "chat"):
            _gather(made, lines)
            answer = answers.get(effect.arg)
            if answer is not None:
                made.append(_answer(effect, answer))
            continue
        if text := words(effect, locale):
            lines.append(text)
        if effect.options:
            options = [{"id": one.id, "label": label(one, locale)} for one in effect.options]
            # Where the channel has a card for it, the customer proves who they are there, outside the talk.
            card = {"verification": _wanted(effect)} if effect.kind == "verify" else {}
            _gather(made, lines, options=options, **card)
    _gather(made, lines)
    return made


def _wanted(effect: Effect) -> dict[str, Any]:
    """What the card is for: who they are, or that a new number (its ends) is theirs."""
    number = effect.data.get("number")
    return {"level": effect.arg} if number is None else {"level": "fresh", "number": number}


def _gather(made: list[Bubble], lines: list[str], **payload: Any) -> None:
    if lines:
        kind = "choice" if payload else "text"
        made.append(Bubble("\n".join(lines), kind, {"policy": "flow", **payload}))
        lines.clear()


def _answer(effect: Effect, answer: Answer) -> Bubble:
    payload: dict[str, Any] = {"policy": "flow"}
    if effect.kind == "answer":
        source = {
            "entry_id": str(answer.entry_id), "key": answer.key, "title": answer.question,
            "version": answer.version,
        }  # fmt: skip
        payload |= {"sources": [source], "feedback": True}
    return Bubble(answer.answer.strip(), "text", payload)


def note_text(flows: Mapping[str, Mapping[str, str]], locale: str = "zh-CN") -> str:
    """For who takes over: what the bot learned so far."""
    lines = [
        translate(
            "bot.flow.note_line", locale, title=title,
            slots="；".join(f"{name} {value}" for name, value in slots.items())
            or translate("bot.flow.note_nothing", locale),
        )
        for title, slots in flows.items()
    ]  # fmt: skip
    return translate("bot.flow.note", locale, flows="\n".join(lines))
