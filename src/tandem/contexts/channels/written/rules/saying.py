"""What is wrong with a template or a value, in a reader's language."""

from tandem.kit.i18n import translate


def said_of(code: str, limit: int | str | None, locale: str) -> str:
    return translate(f"template.fault.{code}", locale, limit=limit if limit is not None else "")
