"""Pure decisions about consents and preferences."""

from typing import Literal, get_args

from tandem.contexts.customers.consent.record import Consent

Purpose = Literal["service", "marketing", "biometrics", "recording", "profiling"]
PURPOSES: tuple[str, ...] = get_args(Purpose)
"""What personal data may be used for, each asked for by itself: biometrics and what is not needed for the
service take a consent of their own, and push marketing and profiling may be refused at any time
(个人信息保护法 14, 15, 24, 29)."""

ConsentChannel = Literal["web", "phone", "app", "wechat", "email", "sms", "paper"]
CONSENT_CHANNELS: tuple[str, ...] = get_args(ConsentChannel)

ContactChannel = Literal["web", "phone", "app", "wechat", "email", "sms"]
ContactLanguage = Literal["zh-CN", "en"]


def permits(newest: Consent | None) -> bool:
    """Whether the purpose is permitted: only what was given and not withdrawn since."""
    return newest is not None and newest.given


def repeats(newest: Consent | None, given: bool, text_version: int | None) -> bool:
    """Whether saying it again says nothing new: a double click leaves one record. A withdrawal repeats whatever
    text it was made under; giving again under another version of the text is news."""
    if newest is None or newest.given is not given:
        return False
    return not given or newest.text_version == text_version


def outdated(newest: Consent | None, current_version: int | None) -> bool:
    """Whether the text was changed since it was agreed to. The consent still stands for what it said."""
    return bool(newest and newest.given and newest.text_version != current_version)


def minutes_of(clock: str) -> int:
    """ "08:30" as minutes since midnight; "24:00" is the end of the day. Raises ValueError for no such time."""
    hours, _, minutes = clock.partition(":")
    if len(clock) != 5 or not (hours.isdecimal() and minutes.isdecimal()):
        raise ValueError(clock)
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > 24 * 60:
        raise ValueError(clock)
    return total


def span_fault(contact_from: str | None, contact_until: str | None) -> str | None:
    """What is wrong with the hours in which somebody wants to be contacted (local time); None when they are fine.
    Both or neither; a span over midnight is refused, because nobody is called at night."""
    if contact_from is None and contact_until is None:
        return None
    if contact_from is None or contact_until is None:
        return "needs both a beginning and an end"
    try:
        return None if minutes_of(contact_from) < minutes_of(contact_until) else "must end after it begins"
    except ValueError:
        return "must be HH:MM"
