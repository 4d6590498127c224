"""Names: what is shown, and what may be kept as one."""

from uuid import UUID

from tandem.kit.i18n import translate

NAME_CHARS = 64


def display_name(customer_id: UUID, name: str | None, locale: str = "zh-CN") -> str:
    """The name to show. The last digits of the id are random, so two visitors rarely look alike."""
    return name or translate("customers.visitor", locale, code=customer_id.hex[-4:].upper())


def cleaned_name(name: str | None) -> str | None:
    """A name fit to show: printable, single blanks, at most 64 characters; None when nothing is left."""
    if name is None:
        return None
    printable = "".join(c if c.isprintable() else " " for c in name)
    return " ".join(printable.split())[:NAME_CHARS].strip() or None
