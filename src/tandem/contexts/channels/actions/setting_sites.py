"""Setting sites: what an administrator decides about the web chat of one page or app."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels import repository, rules
from tandem.contexts.channels.actions.creating_sites import create_site, sealed_key
from tandem.contexts.channels.site import Site, SiteSettings
from tandem.contexts.conversations.api import queue_by_key
from tandem.contexts.knowledge.api import published_by_keys
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid, NotFound

_KEY_BYTES = 32


async def found_site(
    tx: Tx, actor: Actor, key: str, wanted: SiteSettings, *, secret: bytes
) -> tuple[Site, str | None]:
    """Open the web chat for one more site. Needs `settings.manage`; audited.

    Returns the site, and its new identity key where visitors may be signed in: it is shown this once, and kept
    encrypted with the root `secret`. Raises Conflict "site_exists", Forbidden, Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    await _check(tx, wanted, ())
    values = wanted.kept()
    made = None if wanted.identity_mode == "anonymous" else token_urlsafe(_KEY_BYTES)
    site = await create_site(tx, key, values.pop("name"), identity_secret=made, secret=secret, **values)
    await record(tx, actor, "channel.site_created", f"site:{key}", wanted.kept())
    return site, made


async def change_site(
    tx: Tx, actor: Actor, key: str, wanted: SiteSettings, *, secret: bytes
) -> tuple[Site, str | None]:
    """Set a site anew, in whole. Needs `settings.manage`; audited. The second value is a new identity key, made when
    visitors may be signed in for the first time. Raises SiteNotFound, Forbidden, Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    before = await repository.get_site(tx, key)
    await _check(tx, wanted, before.faq)
    values = wanted.kept()
    made = None
    if wanted.identity_mode != "anonymous" and before.sealed_secret is None:
        made = token_urlsafe(_KEY_BYTES)
        values["identity_secret"] = sealed_key(made, secret)
    await repository.change_site(tx, key, **values)
    await record(tx, actor, "channel.site_changed", f"site:{key}", _changes(before, wanted))
    return await repository.get_site(tx, key), made


async def renew_identity_key(tx: Tx, actor: Actor, key: str, *, secret: bytes) -> tuple[Site, str]:
    """A new key for the site's signed identities; what the old one signed is refused from now on.
    Needs `settings.manage`; audited. Raises SiteNotFound, Forbidden, Invalid (the site takes no signed identity)."""
    actor.require(permissions.SETTINGS_MANAGE)
    if (await repository.get_site(tx, key)).identity_mode == "anonymous":
        raise Invalid(fields=[("identity_mode", "is anonymous")])
    made = token_urlsafe(_KEY_BYTES)
    await repository.change_site(tx, key, identity_secret=sealed_key(made, secret))
    await record(tx, actor, "channel.site_key_renewed", f"site:{key}")
    return await repository.get_site(tx, key), made


async def _check(tx: Tx, wanted: SiteSettings, kept_faq: Sequence[str]) -> None:
    faults = rules.site_faults(wanted.allowed_origins, wanted.logo_url, wanted.faq)
    try:
        await queue_by_key(tx, wanted.queue_key)
    except NotFound:
        faults.append(("queue_key", "no such queue"))
    # A question that was retired since it was chosen is no reason to refuse a change of the greeting.
    fresh = [key for key in wanted.faq if key not in kept_faq]
    known = {entry.key for entry in await published_by_keys(tx, fresh)} if fresh else set()
    faults += [("faq", f"{key}: no published entry") for key in fresh if key not in known]
    if faults:
        raise Invalid(fields=faults)


def _changes(before: Site, wanted: SiteSettings) -> dict[str, Any]:
    """Field by field, old and new; what did not change is left out."""
    pairs = {name: [_plain(getattr(before, name)), value] for name, value in wanted.kept().items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
