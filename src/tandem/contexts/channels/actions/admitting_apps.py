"""Admitting apps: a native app gets a site of its own, and the secrets that go with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels import repository
from tandem.contexts.channels.actions.creating_sites import create_site
from tandem.contexts.channels.errors import SiteNotFound
from tandem.contexts.channels.keys import app_key_hash
from tandem.contexts.channels.site import IdentityMode, Site
from tandem.contexts.conversations.api import queue_by_key
from tandem.kit.db import Tx

_BYTES = 32


@dataclass(frozen=True)
class Admitted:
    """Shown once. The app carries `app_key`; `identity_secret` stays with the lender's server, which signs with it."""

    site: Site
    app_key: str = field(repr=False)
    identity_secret: str = field(repr=False)


async def admit_app(
    tx: Tx,
    actor: Actor,
    key: str,
    name: str,
    *,
    queue_key: str,
    bundles: Sequence[str],
    identity_mode: IdentityMode,
    secret: bytes,
) -> Admitted:
    """Let an app in. Needs `settings.manage`; audited. Raises Forbidden, QueueNotFound, Conflict "site_exists",
    Invalid."""
    actor.require(permissions.SETTINGS_MANAGE)
    await queue_by_key(tx, queue_key)
    app_key, identity_secret = token_urlsafe(_BYTES), token_urlsafe(_BYTES)
    site = await create_site(
        tx, key, name, kind="app", app_key=app_key, app_bundles=bundles, queue_key=queue_key,
        identity_mode=identity_mode, identity_secret=identity_secret, secret=secret,
    )  # fmt: skip
    await record(tx, actor, "channel.app_admitted", f"site:{key}", {"bundles": list(bundles)})
    return Admitted(site, app_key, identity_secret)


async def renew_app_key(tx: Tx, actor: Actor, key: str) -> str:
    """Another key for the app: the one before opens nothing from now on, so copies of the app that carry it must be
    updated first. Sessions that have begun go on. Needs `settings.manage`; audited. Raises Forbidden, SiteNotFound."""
    actor.require(permissions.SETTINGS_MANAGE)
    if (await repository.get_site(tx, key)).kind != "app":
        raise SiteNotFound()
    app_key = token_urlsafe(_BYTES)
    await repository.change_site(tx, key, app_key_hash=app_key_hash(app_key))
    await record(tx, actor, "channel.app_key_renewed", f"site:{key}", {})
    return app_key
