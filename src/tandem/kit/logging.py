"""Structured logs. Nothing a customer wrote and nothing that names a person goes into them.

Two nets: values under keys that carry what people wrote or who they are become their length; and in every
text that remains, what looks like a phone, identity-card or bank-card number, an address of e-mail or a
secret in a URL is masked. Errors keep their type and place; PostgreSQL's DETAIL lines (they quote values)
are cut."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

_PERSONAL = frozenset(
    {
        "text", "content", "body", "comment", "name", "phone", "email", "contact", "password", "token",
        "identity", "ip", "address", "secret", "authorization", "cookie", "answer", "question", "query",
        "id_number", "card", "username", "payload",
    }
)  # fmt: skip

_MASKS = (
    (re.compile(r"(?s)\n?DETAIL:.*?(?=\n\S|\Z)"), ""),
    (re.compile(r"(\w+://)[^/\s:@]*:[^/\s@]+@"), r"\1***@"),
    (re.compile(r"(?i)((?:token|signature|password|secret|key)=)[^&\s\"']+"), r"\1***"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), "***jwt***"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "***@***"),
    # 11 to 19 digits (a phone, a card, an identity number with its final X), not inside a longer word.
    (re.compile(r"(?<![\w.-])\+?\d{11,18}[\dXx]?(?![\w.-]*\d)"), "***"),
)


def scrub(text: str) -> str:
    """`text` without what looks like personal data or a secret."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def redact(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: see the module."""
    for key in list(entry):
        entry[key] = _redacted(key, entry[key])
    return entry


def _redacted(key: object, value: Any) -> Any:
    if key in _PERSONAL:
        return None if value is None else f"[{len(str(value))} characters]"
    if isinstance(value, str):
        return value if key in ("timestamp", "level") else scrub(value)
    if isinstance(value, Mapping):
        return {name: _redacted(name, part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(None, part) for part in value]
    return value


def configure(level: str = "INFO", *, json: bool = True) -> None:
    """Set up logging for this process: structlog and the standard library alike, to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer()
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    # Libraries speak up only when something is wrong.
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
