"""The platform's XML, read as if a stranger had written it: no DTD, no entities, bounded, one level of values."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

MAX_BYTES = 128 * 1024
_ELEMENTS = 400


class Unreadable(Exception):
    """No message of the platform. The text says why, without content."""


def read_xml(body: bytes) -> dict[str, str]:
    """The elements under the root by name, texts stripped of nothing; those one level deeper as `Parent.Child` (the
    first of each name counts). Raises Unreadable."""
    if len(body) > MAX_BYTES:
        raise Unreadable(f"longer than {MAX_BYTES} bytes")
    try:
        root = fromstring(body, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Unreadable("a DTD or an entity") from error
    except (ParseError, ValueError, LookupError) as error:  # ValueError, LookupError: encodings
        raise Unreadable("no XML") from error
    if root.tag != "xml":
        raise Unreadable("the root is not xml")
    told: dict[str, str] = {}
    for child in root:
        told.setdefault(str(child.tag), child.text or "")
        for inner in child:
            told.setdefault(f"{child.tag}.{inner.tag}", inner.text or "")
        if len(told) > _ELEMENTS:
            raise Unreadable(f"more than {_ELEMENTS} elements")
    return told


def write_xml(values: Mapping[str, str | int]) -> str:
    """The other way round, for answers. Texts are escaped: whatever they hold, they end no element."""
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items())
    return f"<xml>{inner}</xml>"
