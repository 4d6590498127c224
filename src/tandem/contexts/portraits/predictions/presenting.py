"""A version as the desk shows it: figures as they are kept, names in words."""

from collections.abc import Mapping
from typing import Any

from tandem.contexts.portraits.predictions.repository.versions import Version
from tandem.contexts.portraits.predictions.rules.targets import DORMANCY, NEED, SHOWN
from tandem.contexts.portraits.predictions.viewing import outcome_name
from tandem.kit.i18n import translate

_PLAIN = (
    "number", "state", "note", "at", "finished_at", "step", "done", "total", "seed", "as_of", "data_hash", "sha256",
    "bytes", "customers", "rows",
)  # fmt: skip


def version_view(one: Version, locale: str, names: Mapping[str, str], *, published: bool) -> dict[str, Any]:
    """`names`: of wrap-up codes."""
    quality = one.quality or {}
    targets = [_target(name, quality[name], locale, names) for name in (NEED, DORMANCY) if name in quality]
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "by": one.by_name,
        "stopping": one.open and one.stop_asked_at is not None,
        "reason": translate(f"error.{one.reason}", locale, **one.reason_params) if one.reason else None,
        "better": all(target["better"] for target in targets) if targets else None,
        "published": published,
        "targets": targets,
        "without": {
            name: translate(f"portraits.without.{code}", locale)
            for name, code in quality.get("without", {}).items()
        },
    }


def _target(name: str, kept: Mapping[str, Any], locale: str, names: Mapping[str, str]) -> dict[str, Any]:
    outcomes = [{**one, "name": outcome_name(one["outcome"], locale, names)} for one in kept["outcomes"]]
    drivers = [
        {**one, "name": _feature(one["feature"], one["reason"], locale, names)} for one in kept["drivers"]
    ]
    return {**kept, "target": name, "outcomes": outcomes, "drivers": drivers, "shown_from": SHOWN[name]}


def _feature(key: str, reason: str | None, locale: str, names: Mapping[str, str]) -> str:
    if reason is not None:
        return translate("portraits.feature.since_reason", locale, name=outcome_name(reason, locale, names))
    return translate(f"portraits.feature.{key}", locale)
