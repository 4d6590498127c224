"""Reading the model's JSON: strictly, for nothing it sends is trusted. Pure."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from tandem.contexts.bot.llm.ports import LlmMalformed
from tandem.contexts.bot.rules.grounding import Sentence

_FENCE = re.compile(r"\A```(?:json)?\s*(.*?)\s*```\Z", re.DOTALL)
_MOST = 20


@dataclass(frozen=True)
class Written:
    """`found` False: the model says that the sources hold no answer."""

    found: bool
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """As the customer would read it."""
        return joined([one.text for one in self.sentences])


def joined(sentences: list[str]) -> str:
    """Sentences as one text, each with its end."""
    whole = (one.strip() for one in sentences)
    return "".join(one if one[-1] in "。！？!?；;：:\n" else one + "。" for one in whole if one)


def answer(text: str) -> Written:
    """Raises LlmMalformed."""
    document = _object(text)
    found, raw = document.get("found"), document.get("sentences")
    if not isinstance(found, bool) or not isinstance(raw, list) or len(raw) > _MOST:
        raise LlmMalformed("no found and sentences")
    if not found:
        return Written(False)
    return Written(True, tuple(_sentence(one) for one in raw))


def one_text(text: str, name: str) -> str:
    """The text under `name`, in one line. Raises LlmMalformed."""
    value = _object(text).get(name)
    if not isinstance(value, str) or not value.strip():
        raise LlmMalformed(f"no {name}")
    return " ".join(value.split())


def _sentence(raw: Any) -> Sentence:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise LlmMalformed("a sentence without text")
    cites = raw.get("sources")
    if not isinstance(cites, list) or not all(type(n) is int for n in cites):
        raise LlmMalformed("a sentence without sources")
    return Sentence(raw["text"].strip(), tuple(dict.fromkeys(cites)))


def _object(text: str) -> dict[str, Any]:
    fenced = _FENCE.match(text.strip())
    try:
        document = orjson.loads(fenced.group(1) if fenced else text)
    except orjson.JSONDecodeError as error:
        raise LlmMalformed("not JSON") from error
    if not isinstance(document, dict):
        raise LlmMalformed("no JSON object")
    return document
