"""Structured logs. Nothing a customer wrote and nothing that names a person goes into them."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Keys that carry what people wrote or who they are: the value is replaced by its length.
_PERSONAL = frozenset(
    {
        "text",
        "content",
        "body",
        "comment",
        "name",
        "phone",
        "email",
        "contact",
        "password",
        "token",
        "identity",
        "ip",
    }
)


def redact(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in _PERSONAL & entry.keys():
        value = entry[key]
        entry[key] = f"[{len(str(value))} characters]" if value is not None else None
    return entry


def configure(level: str = "INFO", *, json: bool = True) -> None:
    """Set up structlog for this process, writing to standard error."""
    renderer: Any = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.format_exc_info if json else _keep,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


def _keep(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return entry
