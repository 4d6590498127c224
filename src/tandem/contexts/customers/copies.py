"""The copy of a person's data, written for people: one page without scripts, a table each section."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from typing import Any

from tandem.kit.i18n import known, translate

_STYLE = (
    "body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1f2328}"
    "h2{margin-top:2rem;font-size:1.1rem}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #d0d7de;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#f6f8fa}"
)

_DAY = len("2026-11-22")


def as_page(document: Mapping[str, Any], locale: str) -> str:
    """The document of an export as an HTML page in this language."""
    title = escape(translate("customers.copy.title", locale))
    made = escape(translate("customers.copy.made", locale, at=_cell(str(document["made_at"]))))
    sections = "".join(_section(name, rows, locale) for name, rows in document["sections"].items())
    return (
        f'<!doctype html><html lang="{escape(locale)}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{made}</p>{sections}</html>"
    )


def _section(name: str, rows: Sequence[Mapping[str, Any]], locale: str) -> str:
    head = f"<h2>{escape(translate(f'customers.copy.{name}', locale))}</h2>"
    if not rows:
        return f"{head}<p>{escape(translate('customers.copy.nothing', locale))}</p>"
    columns = list(dict.fromkeys(key for row in rows for key in row))
    top = "".join(f"<th>{escape(_heading(column, locale))}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(row.get(column)))}</td>" for column in columns) + "</tr>"
        for row in rows
    )
    return f"{head}<table><tr>{top}</tr>{body}</table>"


def _heading(column: str, locale: str) -> str:
    key = f"customers.copy.column.{column}"
    return translate(key, locale) if known(key) else column


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_cell(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "; ".join(_cell(one) for one in value)
    return _moment(value) if isinstance(value, str) else str(value)


def _moment(text: str) -> str:
    """A moment as people read it, to the minute: 2026-11-22 02:05 UTC. Other texts as they are."""
    if len(text) > _DAY and text[_DAY] == "T":
        with suppress(ValueError):
            at = datetime.fromisoformat(text)
            return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at.tzinfo else text
    return text
