"""Numbers that name a person or an account: identity numbers, bank cards, telephones.

A number whose check digit is wrong is found all the same, with that doubt: the bot can say so. It is never
silently put right.
"""

import re

from tandem.contexts.bot.entities import checks
from tandem.contexts.bot.entities.digit_runs import Run, runs
from tandem.contexts.bot.entities.entity import Entity
from tandem.contexts.bot.entities.reading import Reading

_MOBILE = re.compile(r"1[3-9]\d{9}")
_PREFIXED = re.compile(r"(?:0086|86)(1[3-9]\d{9})")
_ID18 = re.compile(r"[1-9]\d{16}[\dX]")
_ID15 = re.compile(r"[1-9]\d{14}")
_CARD = re.compile(r"[2-9]\d{15,18}")
_CARD_STARTS = ("62", "4", "5", "35", "37", "60", "9")
_CARD_SAID = re.compile(r"卡|账号|账户")
_ID_SAID = re.compile(r"身份|证件")
_LANDLINE = re.compile(
    r"(?<![\d-])(?:\(0\d{2,3}\) ?|0\d{2,3}[- ]?)[2-9]\d{6,7}(?:(?:-|转 ?)\d{1,6})?(?!\d)"
    r"|(?<![\d-])[48]00[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)"
)
_BEHIND = 12


def numbers(reading: Reading) -> list[Entity]:
    """See the module."""
    found = []
    for run in runs(reading):
        entity = _identity(reading, run) or _card(reading, run) or _mobile(reading, run)
        if entity is not None:
            found.append(entity)
    return found + _landlines(reading)


def _identity(reading: Reading, run: Run) -> Entity | None:
    number, said = run.digits, _said(reading, run, _ID_SAID)
    if _ID15.fullmatch(number) and _grouped(run):
        plausible = checks.region_known(number) and checks.birth_date(number, reading.today)
        return _entity(reading, "id_number", run, checks.upgraded(number)) if plausible else None
    if not _ID18.fullmatch(number) or not _grouped(run):
        return None
    born = checks.birth_date(number, reading.today) is not None
    known = checks.region_known(number)
    right = checks.id_check_digit(number[:17]) == number[17]
    if born and known:
        return _entity(reading, "id_number", run, number, None if right else "check_digit")
    if not (run.maximal or len(run.groups) == 1) or not (said or right or number[17] == "X"):
        return None
    return _entity(reading, "id_number", run, number, "region" if born else "birth_date")


def _card(reading: Reading, run: Run) -> Entity | None:
    number = run.digits
    if not _CARD.fullmatch(number) or not _grouped(run):
        return None
    if checks.luhn(number):
        return _entity(reading, "bank_card", run, number)
    usual = len(number) in (16, 19) and number.startswith(_CARD_STARTS)
    if (run.maximal or len(run.groups) == 1) and (usual or _said(reading, run, _CARD_SAID)):
        return _entity(reading, "bank_card", run, number, "check_digit")
    return None


def _mobile(reading: Reading, run: Run) -> Entity | None:
    if not _spread(run):
        return None
    prefixed = _PREFIXED.fullmatch(run.digits)
    if prefixed:
        start = run.start - (1 if run.plus else 0)
        return reading.entity("mobile", start, run.end, prefixed[1])
    return _entity(reading, "mobile", run, run.digits) if _MOBILE.fullmatch(run.digits) else None


def _landlines(reading: Reading) -> list[Entity]:
    found = []
    for match in _LANDLINE.finditer(reading.text):
        number = re.sub(r"转 ?", "-", match.group()).replace("(", "").replace(")", "").replace(" ", "")
        if 9 <= len(number.replace("-", "")) <= 18:
            found.append(reading.entity("landline", match.start(), match.end(), number))
    return found


def _entity(reading: Reading, kind: str, run: Run, value: str, doubt: str | None = None) -> Entity:
    return reading.entity(kind, run.start, run.end, value, doubt=doubt)  # type: ignore[arg-type]


def _said(reading: Reading, run: Run, words: re.Pattern[str]) -> bool:
    return words.search(reading.text[max(0, run.start - _BEHIND) : run.start]) is not None


def _grouped(run: Run) -> bool:
    """Groups as people part long numbers: of three at least but for the last, or all single digits."""
    return len(run.groups) == 1 or set(run.groups) == {1} or min(run.groups[:-1]) >= 3


def _spread(run: Run) -> bool:
    """The same for telephones: at most five groups, or single digits apart."""
    return set(run.groups) == {1} or len(run.groups) <= 5
