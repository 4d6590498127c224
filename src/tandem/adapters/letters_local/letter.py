"""Reading what the mail room wrote about a letter."""

from datetime import UTC, date, datetime, time
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from tandem.adapters.letters_local.folders import folder_name
from tandem.contexts.channels.ports import ForeignFile, Incoming

MAX_BYTES = 512 * 1024
_FILES = 20
_NAME_BYTES = 255


class Unreadable(Exception):
    """The letter's file cannot be used; the text says why, for the mail room."""


def read_letter(content: bytes, zone: ZoneInfo) -> Incoming:
    """The letter in `content`. `date` is the day it was written or arrived, in the lender's zone. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(f"longer than {MAX_BYTES} bytes")
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"no JSON: {error}") from error
    if not isinstance(told, dict):
        raise Unreadable("must be one JSON object")
    number, sender = _text(told, "number", 80), _text(told, "from", 320)
    folder = folder_name(number)
    files = tuple(ForeignFile(f"{folder}/{name}", name) for name in _files(told.get("files", [])))
    text = told.get("text", "")
    if not isinstance(text, str) or not (text.strip() or files):
        raise Unreadable("needs text or files")
    name = told.get("name")
    if name is not None and not isinstance(name, str):
        raise Unreadable("name must be a text")
    return Incoming(
        external_id=number, sender=sender, at=_day(told.get("date"), zone), text=text, files=files, name=name
    )  # fmt: skip


def _text(told: dict[str, Any], key: str, limit: int) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= limit or not value.isprintable():
        raise Unreadable(f"{key} must be a printable text of 1 to {limit} characters")
    return value.strip()


def _files(names: object) -> list[str]:
    if not isinstance(names, list) or len(names) > _FILES or not all(isinstance(one, str) for one in names):
        raise Unreadable(f"files must be a list of at most {_FILES} names")
    for name in names:
        plain = name and name.isprintable() and PurePath(name).name == name
        if not plain or name.startswith(".") or "\\" in name:
            raise Unreadable(f"files must be plain names, not {name[:80]!r}")
        if len(name.encode()) > _NAME_BYTES:
            raise Unreadable(f"files must be names of at most {_NAME_BYTES} bytes, not {name[:80]!r}")
        if name.lower().endswith(".json"):
            raise Unreadable(f"files must be scans, not letters: {name[:80]!r}")
    return names


def _day(value: object, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(str(value)), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable("date must be a day like 2026-11-20") from error
