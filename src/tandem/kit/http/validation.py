"""Pydantic's findings in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any

from tandem.kit.i18n import known, translate

# Where a value came from says nothing to the reader; the field's own name does.
_PLACES = ("body", "query", "path", "header", "cookie")
# Several findings that are one to a reader.
_SAME = {
    "uuid_parsing": "format",
    "uuid_type": "format",
    "datetime_from_date_parsing": "format",
    "datetime_parsing": "format",
    "datetime_type": "format",
    "date_from_datetime_parsing": "format",
    "date_parsing": "format",
    "time_parsing": "format",
    "string_pattern_mismatch": "format",
    "url_parsing": "format",
    "timezone_aware": "format",
    "literal_error": "choice",
    "enum": "choice",
    "union_tag_invalid": "choice",
    "int_parsing": "whole_number",
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "float_parsing": "number",
    "float_type": "number",
    "finite_number": "number",
    "bool_parsing": "yes_or_no",
    "bool_type": "yes_or_no",
    "string_type": "text",
    "string_unicode": "text",
    "too_short": "too_few",
    "too_long": "too_many",
    "list_type": "list",
    "dict_type": "object",
    "model_attributes_type": "object",
    "model_type": "object",
    "json_invalid": "json",
    "extra_forbidden": "unknown_field",
}


def field_errors(findings: Iterable[Mapping[str, Any]], locale: str) -> list[tuple[str, str]]:
    """(field, message) pairs. Never carries the value that was sent."""
    return [(_field(item["loc"]), _message(item, locale)) for item in findings]


def _field(location: Iterable[Any]) -> str:
    parts = [str(part) for part in location]
    if parts and parts[0] in _PLACES:
        parts = parts[1:]
    return ".".join(parts)


def _message(item: Mapping[str, Any], locale: str) -> str:
    kind = str(item["type"])
    key = f"validation.{_SAME.get(kind, kind)}"
    if not known(key):
        key = "validation.other"
    context = {name: value for name, value in (item.get("ctx") or {}).items() if name != "error"}
    return translate(key, locale, **context)
