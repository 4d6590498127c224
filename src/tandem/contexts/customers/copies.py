"""The copy of a person's data, written for people: one page without scripts, a table each section. Names, codes and
amounts are in the reader's words; times are in the house's zone, which the page names. The document itself, for
programs, keeps what is kept."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from tandem.kit.chinese.writing import yuan
from tandem.kit.i18n import SUPPORTED, known, translate

_STYLE = (
    "body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1f2328}"
    "h2{margin-top:2rem;font-size:1.1rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #d0d7de;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#f6f8fa}"
)

_DAY = len("2026-11-22")
_FEN = "_fen"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def as_page(document: Mapping[str, Any], locale: str, zone: tzinfo) -> str:
    """The document of an export as an HTML page in this language, its times in this zone."""
    words = _Words(locale, zone)
    title = escape(translate("customers.copy.title", locale))
    at = words.cell("made_at", str(document["made_at"]))
    made = escape(translate("customers.copy.made", locale, at=at, zone=str(zone)))
    sections = "".join(_section(name, rows, words) for name, rows in document["sections"].items())
    return (
        f'<!doctype html><html lang="{escape(locale)}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{made}</p>{sections}</html>"
    )


def _section(name: str, rows: Sequence[Mapping[str, Any]], words: "_Words") -> str:
    head = f"<h2>{escape(translate(f'customers.copy.{name}', words.locale))}</h2>"
    if not rows:
        return f"{head}<p>{escape(translate('customers.copy.nothing', words.locale))}</p>"
    columns = list(dict.fromkeys(key for row in rows for key in row))
    top = "".join(f"<th>{escape(words.heading(column, name))}</th>" for column in columns)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(words.cell(column, row.get(column), name))}</td>" for column in columns)
        + "</tr>"
        for row in rows
    )
    return f"{head}<table><tr>{top}</tr>{body}</table>"


class _Words:
    """What columns, codes, amounts and times are called: by `customers.copy.column.…`, then by the words of the part
    itself (`portraits.fact.…`); codes by `customers.copy.value.COLUMN.CODE`, then by `customers.copy.value.CODE`."""

    def __init__(self, locale: str, zone: tzinfo) -> None:
        self.locale, self._zone = locale, zone

    def heading(self, column: str, section: str = "") -> str:
        plain = column.removesuffix(_FEN)
        for key in (
            f"customers.copy.column.{column}",
            f"customers.copy.column.{plain}",
            f"{section}.fact.{plain}",
        ):
            if known(key):
                return translate(key, self.locale)
        return column.replace("_", " ")

    def cell(self, column: str, value: Any, section: str = "") -> str:
        match value:
            case None:
                return ""
            case bool():
                return translate(f"customers.copy.value.{'yes' if value else 'no'}", self.locale)
            case int() if column.endswith(_FEN):
                return translate("customers.copy.yuan", self.locale, amount=yuan(value))
            case Mapping() if value.keys() == set(SUPPORTED):
                return str(value[self.locale])
            case Mapping():
                said = (
                    (self.heading(key, section), self.cell(key, one, section)) for key, one in value.items()
                )
                return "; ".join(f"{name}: {text}" for name, text in said if text)
            case list():
                return "; ".join(self.cell(column, one, section) for one in value)
            case str():
                return self._text(column, value, section)
        return str(value)

    def _text(self, column: str, text: str, section: str) -> str:
        if column == "rule":  # a formula over facts
            return _NAME.sub(lambda found: self._fact(found[0], section), text)
        for key in (f"customers.copy.value.{column}.{text}", f"customers.copy.value.{text}"):
            # What people wrote is not for us to put into other words.
            if column not in ("text", "name", "answer", "note", "value", "subject") and known(key):
                return translate(key, self.locale)
        return self._moment(text)

    def _fact(self, name: str, section: str) -> str:
        key = f"{section}.fact.{name}"
        return translate(key, self.locale) if known(key) else name

    def _moment(self, text: str) -> str:
        """A moment as people read it, to the minute. Other texts as they are."""
        if len(text) > _DAY and text[_DAY] == "T":
            with suppress(ValueError):
                at = datetime.fromisoformat(text)
                return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}" if at.tzinfo else text
        return text
