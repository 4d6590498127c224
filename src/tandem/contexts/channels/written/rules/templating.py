"""Templates: whether one can be used, and what it says once it is filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tandem.contexts.channels.written.rules.sourcing import SOURCES
from tandem.contexts.channels.written.rules.values import one_line
from tandem.contexts.channels.written.template import (
    Fault,
    MessageTemplate,
    Purpose,
    TemplateRules,
    TemplateText,
)

# {{amount}}, and {{amount1.DATA}} as WeChat writes it.
_PLACE = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_]*)(?:\.DATA)?\s*\}\}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_FIELDS, _NAME_CHARS, _PRESET_CHARS, _LINK_CHARS = 20, 40, 200, 500


@dataclass(frozen=True)
class Filled:
    """A template with its values: what the customer reads."""

    text: str
    subject: str | None
    values: Mapping[str, str]


def places(text: str) -> list[str]:
    """The keys that a text names, in their order, each once."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def faults(template: TemplateText, rules: TemplateRules, purpose: Purpose) -> list[Fault]:
    """Everything that is wrong with a template, before anybody uses it."""
    found = [
        *_text_faults(template.text, rules),
        *_head_faults(template, rules),
        *_field_faults(template, rules),
    ]
    if purpose == "marketing" and rules.refusal is not None and not rules.refusal.search(template.text):
        found.append(Fault("text", "no_refusal"))
    return found


def value_faults(template: TemplateText, rules: TemplateRules, values: Mapping[str, str]) -> list[Fault]:
    """What keeps the values from being filled in: one that is missing, is none of the template's, or is not of its
    field's kind; and a text that becomes too long by them."""
    known = {field.key: field for field in template.fields}
    found = [Fault(key, "unknown") for key in sorted(values.keys() - known.keys())]
    for field in template.fields:
        value = values.get(field.key, "").strip()
        if not value:
            found.append(Fault(field.key, "empty"))
        elif not one_line(value):
            found.append(Fault(field.key, "line_break"))
        elif set(value) & set(rules.forbidden) or "{{" in value or "}}" in value:
            found.append(Fault(field.key, "forbidden", rules.forbidden or "{{"))
        elif wrong := rules.kinds[field.kind](value):
            found.append(Fault(field.key, wrong.code, wrong.limit))
    if not found and len(fill(template, values).text) > rules.text_chars:
        found.append(Fault("text", "too_long", rules.text_chars))
    return found


def fill(template: TemplateText, values: Mapping[str, str]) -> Filled:
    """The template with `values`, blanks around them gone. A place without a value stays as it is."""
    plain = {key: value.strip() for key, value in values.items()}

    def put(text: str) -> str:
        return _PLACE.sub(lambda found: plain.get(found[1]) or found[0], text)

    return Filled(put(template.text), put(template.subject) if template.subject else None, plain)


def _text_faults(text: str, rules: TemplateRules) -> list[Fault]:
    if not text.strip():
        return [Fault("text", "empty")]
    found = []
    if len(text) > rules.text_chars:
        found.append(Fault("text", "too_long", rules.text_chars))
    if not text.replace("\n", "").isprintable():
        found.append(Fault("text", "control"))
    bare = _PLACE.sub("", text)
    if "{{" in bare or "}}" in bare:
        found.append(Fault("text", "braces"))
    if set(bare) & set(rules.forbidden):
        found.append(Fault("text", "forbidden", rules.forbidden))
    return found


def _head_faults(template: TemplateText, rules: TemplateRules) -> list[Fault]:
    """Everything around the text."""
    found = []
    subject, id_, link = template.subject or "", template.external_id or "", template.link or ""
    if rules.subject_chars:
        if not subject.strip():
            found.append(Fault("subject", "empty"))
        elif len(subject) > rules.subject_chars:
            found.append(Fault("subject", "too_long", rules.subject_chars))
        elif not one_line(subject):
            found.append(Fault("subject", "line_break"))
    elif subject:
        found.append(Fault("subject", "not_here"))
    if id_ and rules.external_id == "none":
        found.append(Fault("external_id", "not_here"))
    elif (id_ or rules.external_id == "needed") and not _EXTERNAL_ID.fullmatch(id_):
        found.append(Fault("external_id", "external_id"))
    if link and not rules.link:
        found.append(Fault("link", "not_here"))
    elif link and not _is_link(link):
        found.append(Fault("link", "not_link"))
    return found


def _field_faults(template: TemplateText, rules: TemplateRules) -> list[Fault]:
    found: list[Fault] = []
    named = {*places(template.text), *places(template.subject or "")}
    keys = [field.key for field in template.fields]
    if len(keys) > _FIELDS:
        found.append(Fault("fields", "too_many", _FIELDS))
    found += [Fault(key, "twice") for key in sorted({key for key in keys if keys.count(key) > 1})]
    found += [Fault(key, "undeclared") for key in sorted(named - set(keys))]
    for field in template.fields:
        demanded = rules.kind_of(field.key) if rules.kind_of else None
        if not _KEY.fullmatch(field.key):
            found.append(Fault(field.key[:32], "bad_key"))
        elif field.key not in named:
            found.append(Fault(field.key, "unused"))
        if not field.name.strip() or len(field.name) > _NAME_CHARS or not one_line(field.name):
            found.append(Fault(field.key[:32], "bad_name", _NAME_CHARS))
        if field.kind not in rules.kinds:
            found.append(Fault(field.key[:32], "kind_unknown"))
        elif rules.kind_of is not None and demanded != field.kind:
            found.append(Fault(field.key[:32], "kind_by_key"))
        elif field.preset and (field.source or len(field.preset) > _PRESET_CHARS):
            found.append(Fault(field.key[:32], "preset"))
        elif field.preset and (wrong := rules.kinds[field.kind](field.preset)):
            found.append(Fault(field.key[:32], wrong.code, wrong.limit))
        if field.source is not None and field.source not in SOURCES:
            found.append(Fault(field.key[:32], "source_unknown"))
    return found


def _is_link(link: str) -> bool:
    if len(link) > _LINK_CHARS or not link.isascii() or not link.isprintable() or set(link) & set(' <>"{}'):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def size(text: str, rules: TemplateRules, settings: Mapping[str, Any]) -> tuple[str, int, int | None]:
    """The text as it arrives, how many characters that is, and how many messages are paid for (None: not counted)."""
    shown = rules.shown(text, settings)
    return shown, len(shown), rules.segments(shown) if rules.segments else None


def payload_of(template: MessageTemplate, filled: Filled) -> dict[str, Any]:
    """What stands beside the message: which template it was, and what its channel needs to send it."""
    told = {
        "id": str(template.id), "key": template.key, "name": template.name, "version": template.version,
        "purpose": template.purpose, "external_id": template.content.external_id, "link": template.content.link,
        "subject": filled.subject, "values": dict(filled.values),
    }  # fmt: skip
    return {"template": told, **({"subject": filled.subject} if filled.subject else {})}
