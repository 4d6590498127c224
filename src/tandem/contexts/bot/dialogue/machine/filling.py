"""Reading a slot's value out of a message. Small talk and questions fill nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tandem.contexts.bot.dialogue.calls.actions import Choice
from tandem.contexts.bot.dialogue.hearing.alternatives import EITHER, values_of
from tandem.contexts.bot.dialogue.hearing.understanding import Found, Understood
from tandem.contexts.bot.dialogue.language.grammar import Slot
from tandem.contexts.bot.entities.numerals import spelled_digits
from tandem.kit.chinese import normalise
from tandem.kit.chinese.sounds import sounds

_ORDINAL = re.compile(r"第?([一二三四五六七八九1-9])(?:个|项|笔|张|种)?")
_NTH = "一二三四五六七八九"
_SIDE = re.compile(r"(?:就|要|选)?(前|后|上|下)(?:面|边)?(?:的|那|这)?一?(?:个|项|笔|张|种)?的?吧?")
_LAST = re.compile(r"最后(?:一)?(?:个|项|笔|张|种)?")
_DIGIT_GROUP = re.compile(r"\d{3,}")
_SPELT_GROUP = re.compile("[零一二三四五六七八九幺]{3,}")
_DAY = re.compile(r"(?:每个?月的?)?[\d一二三四五六七八九十]{1,3}[号日]")
"""每月15号: to a flow that asks for a number, a day of the month is one."""
_LONGEST_TEXT = 200
_LONGEST_AMOUNT = 9
# Kinds that a customer's words can be recognised by; a value of them names its slot.
_TYPED = ("amount", "date", "phone", "number", "digits")


@dataclass(frozen=True)
class Value:
    """`shown`: how it looks, where that is not seen from the value."""

    value: Any
    shown: str | None = None


def answer_to(slot: Slot, message: Understood, options: Sequence[Choice]) -> Value | None:
    """The slot's value when the customer was asked for it; None when the message does not say it."""
    if message.chat and slot.kind != "yes_no":
        return None
    if message.asks and not (slot.kind == "text" and message.searched and not message.answers):
        return None
    match slot.kind:
        case "choice":
            return chosen(message.text, options)
        case "yes_no":
            return Value(True) if message.yes else Value(False) if message.no else None
        case "text":
            return _words(message)
    found = _typed(slot, message.found, asked=True)
    return Value(found) if found is not None else None


def mentioned(slot: Slot, message: Understood) -> Value | None:
    """The slot's value when the customer said it without being asked: only what cannot mean anything else."""
    if message.chat or slot.kind not in _TYPED:
        return None
    found = _typed(slot, message.found, asked=False)
    return Value(found) if found is not None else None


def alone(slot: Slot, one: Found) -> Any:
    """What the slot would hold if this were the answer; None if it is none."""
    return _typed(slot, [one], asked=True)


def undecided(slot: Slot, message: Understood) -> list[Any]:
    """The values of the slot's kind between which the message leaves it open; none when it says no such thing."""
    if message.chat or message.asks or slot.kind not in _TYPED:
        return []
    for one in message.of(EITHER):
        values = [alone(slot, part) for part in values_of(one)]
        if None not in values and len(set(values)) > 1:
            return list(dict.fromkeys(values))
    return []


def chosen(text: str, options: Sequence[Choice]) -> Value | None:
    """The one option that the words name: by label, synonym, its digits (尾号6217), number (第二个), or by words that
    only sound like one of these (颠子版)."""
    plain = normalise(text).replace(" ", "")
    named = [one for one in options if _names(plain, one)]
    if len(named) > 1:
        # 还款 in 还款和退款 names less than the longer one does.
        longest = max(len(normalise(one.label)) for one in named)
        exact = [one for one in named if normalise(one.label).replace(" ", "") == plain]
        named = exact or [one for one in named if len(normalise(one.label)) == longest]
    if len(named) == 1:
        return Value(named[0].id, named[0].label)
    if named:
        return None
    ordinal = _ORDINAL.fullmatch(plain.removeprefix("选").removesuffix("吧").removesuffix("的"))
    if ordinal:
        n = int(ordinal[1]) if ordinal[1].isdigit() else _NTH.index(ordinal[1]) + 1
        return Value(options[n - 1].id, options[n - 1].label) if n <= len(options) else None
    if len(options) == 2 and (side := _SIDE.fullmatch(plain)):
        one = options[side[1] in "后下"]
        return Value(one.id, one.label)
    if options and _LAST.fullmatch(plain):
        return Value(options[-1].id, options[-1].label)
    heard = [one for one in options if _sounds_like(plain, one)]
    return Value(heard[0].id, heard[0].label) if len(heard) == 1 else None


def _names(plain: str, option: Choice) -> bool:
    words = [normalise(word).replace(" ", "") for word in (option.label, *option.synonyms)]
    if any(word and (word in plain or (len(plain) >= 2 and plain in word)) for word in words):
        return True
    digits = set(_DIGIT_GROUP.findall(normalise(option.label)))
    return bool(digits & {*_DIGIT_GROUP.findall(plain), *map(spelled_digits, _SPELT_GROUP.findall(plain))})


def _sounds_like(plain: str, option: Choice) -> bool:
    """Whether a word of the option stands in the text with characters of the same sound; words of one are no word."""
    words = [normalise(word).replace(" ", "") for word in (option.label, *option.synonyms)]
    return any(
        _same_sounds(plain[at : at + len(word)], word)
        for word in words
        if len(word) > 1
        for at in range(len(plain) - len(word) + 1)
    )


def _same_sounds(said: str, word: str) -> bool:
    pairs = zip(said, word, strict=True)
    return all(one == other or not set(sounds(one)).isdisjoint(sounds(other)) for one, other in pairs)


def _typed(slot: Slot, found: Sequence[Found], *, asked: bool) -> Any:
    """The value of the slot's kind. A bare 500 is an amount to who was asked for one, and to nobody else."""
    values: list[Any] = [one.value for one in found if one.kind == slot.kind and _fits(slot, one.value)]
    if slot.kind == "number" and not values:
        values = [int(one.value[-2:]) for one in found if one.kind == "date" and _DAY.fullmatch(one.text)]
    if not values and asked:
        bare = [one.value for one in found if one.kind in ("digits", "plain_number")]
        values = [value for one in bare if (value := _read(slot, str(one))) is not None]
    distinct = list(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else None


def _fits(slot: Slot, value: Any) -> bool:
    return slot.kind != "digits" or not slot.length or len(str(value)) in slot.length


def _read(slot: Slot, digits: str) -> Any:
    if slot.kind == "amount":
        fen = Decimal(digits) * 100
        return int(fen) if fen == int(fen) and len(digits) <= _LONGEST_AMOUNT else None
    if slot.kind == "number":
        return int(digits) if digits.isdigit() and len(digits) <= 6 else None
    return None


def _words(message: Understood) -> Value | None:
    text = message.text.strip()
    if not text or len(text) > _LONGEST_TEXT or message.trigger is not None or not normalise(text):
        return None
    return Value(text)
