"""A conversation in a few sentences for the agent who takes it: asked of the model, and judged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tandem.contexts.bot.llm import counting, prompts, reading
from tandem.contexts.bot.llm.composing import Composer
from tandem.contexts.bot.llm.ports import LlmFailed
from tandem.contexts.bot.llm.privacy import leaving
from tandem.contexts.bot.rules.grounding import Verdict, check_summary
from tandem.contexts.bot.rules.summing_up import Line

_TOKENS = 300
_ONE_ATTEMPT_S = 120.0
_ROLES = {"customer": "客户", "bot": "机器人", "agent": "坐席"}


@dataclass(frozen=True)
class Told:
    verdict: Verdict
    text: str = field(default="", repr=False)
    model: str | None = None


async def told(
    composer: Composer, lines: Sequence[Line], now: datetime, *, within_s: float, names: Sequence[str] = ()
) -> Told:
    """The model's summary of `lines` with the verdict on it. Never raises for what the model does. What it may say
    is compared with what it was given: masked numbers cannot come back."""
    model = composer.caller.model
    names = await composer.known_as(names, [one.text for one in lines])
    given = [f"{_ROLES[one.role]}：{leaving(model, one.text, now, names)}" for one in lines]
    request = prompts.summary(given, max_tokens=_TOKENS, timeout_s=_ONE_ATTEMPT_S)
    try:
        found = await composer.caller.ask(request, within_s)
        text = reading.one_text(found.text, "summary")
    except LlmFailed as error:
        counting.judged("summary", error.code)
        return Told(Verdict(error.code, str(error)), model=model.name)
    verdict = check_summary(text, "\n".join(given), now)
    counting.judged("summary", verdict.code)
    return Told(verdict, text, found.model)
