"""What several routes show: versions and who published them."""

from dataclasses import asdict
from typing import Any

from tandem.contexts.portraits.repository import versions
from tandem.contexts.portraits.repository.versions import Version
from tandem.kit.db import Tx


def version_view(version: Version) -> dict[str, Any]:
    return {key: value for key, value in asdict(version).items() if key not in ("id", "subject", "made_by")}


async def history(tx: Tx, subject: str) -> dict[str, Any]:
    """Versions and publications of one subject, newest first."""
    published = await versions.publications(tx, subject)
    return {
        "in_force": published[0].number if published else None,
        "versions": [version_view(one) for one in await versions.of_subject(tx, subject)],
        "publications": [asdict(one) for one in published],
    }


def draft(in_force: Version | None, newest: Version | None) -> dict[str, Any] | None:
    """The newest version, when it is not the one in force."""
    if newest is None or (in_force is not None and in_force.id == newest.id):
        return None
    return version_view(newest)
