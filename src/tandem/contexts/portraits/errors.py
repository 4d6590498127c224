"""What can go wrong with portraits; texts in locales/*/portraits.json."""

from collections.abc import Sequence
from typing import Any

from tandem.contexts.portraits.rules.language.problems import BadRule, Fault
from tandem.kit.errors import Conflict, Invalid, NotFound
from tandem.kit.i18n import translate

_KINDS = frozenset({"left", "right", "kind"})


class TagNotFound(NotFound):
    default_code = "tag_not_found"


class GrantNotFound(NotFound):
    default_code = "tag_grant_not_found"


class VersionNotFound(NotFound):
    default_code = "portrait_version_not_found"


class TagExists(Conflict):
    default_code = "tag_exists"


class AlreadyInForce(Conflict):
    default_code = "rules_in_force"


def told(fault: Fault, locale: str) -> str:
    """A fault of a rule in words."""
    params = {
        name: translate(f"portraits.kind.{value}", locale) if name in _KINDS else value
        for name, value in fault.params.items()
    }
    return translate(f"portraits.rule.{fault.code}", locale, **params)


def fault_view(fault: Fault, locale: str, place: str = "") -> dict[str, Any]:
    """A fault as the API shows it. `place`: which of several rules."""
    return {"code": fault.code, "at": fault.at, "end": fault.end, "text": told(fault, locale), "place": place}


class RuleRefused(Invalid):
    """One or more rules are wrong: nothing was kept. Places are in `faults`."""

    default_code = "rule_refused"

    def __init__(self, faults: Sequence[tuple[str, BadRule]], locale: str) -> None:
        views = [fault_view(error.fault, locale, place) for place, error in faults]
        super().__init__(
            extra={"faults": views},
            fields=[(v["place"] or "rule", f"{v['at'] + 1}: {v['text']}") for v in views],
        )
