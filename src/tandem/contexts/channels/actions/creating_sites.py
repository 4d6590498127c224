"""Creating sites."""

from collections.abc import Mapping, Sequence
from re import fullmatch
from typing import Any

from tandem.contexts.channels import repository
from tandem.contexts.channels.keys import app_key_hash, vault
from tandem.contexts.channels.site import IdentityMode, Site, SiteKind
from tandem.kit.db import Tx
from tandem.kit.errors import Conflict, Invalid

_SECRET_MIN_CHARS = 32


async def create_site(
    tx: Tx,
    key: str,
    name: str,
    *,
    kind: SiteKind = "web",
    app_key: str | None = None,
    app_bundles: Sequence[str] = (),
    queue_key: str,
    brand: Mapping[str, Any] | None = None,
    locale: str = "zh-CN",
    identity_mode: IdentityMode = "anonymous",
    identity_secret: str | None = None,
    secret: bytes | None = None,
    allowed_origins: Sequence[str] = (),
    greeting: str = "",
    privacy_text: str = "",
    complaint_text: str = "",
    greeting_en: str = "",
    privacy_text_en: str = "",
    complaint_text_en: str = "",
    faq: Sequence[str] = (),
    features: Mapping[str, bool] | None = None,
) -> Site:
    """Open the chat for one more site, or one more native app.

    `key` ([a-z0-9-], 1–64) names it in the embed code; `queue_key` the queue that serves it (its calendar
    gives the hours). `identity_secret` (at least 32 characters) verifies the site's signed identities and is
    kept encrypted with the product's root `secret`, needed then. `allowed_origins` like
    https://www.example.com; empty lets every page embed the chat. `faq` are keys of knowledge entries;
    `complaint_text` says where complaints are taken besides the chat; what ends in `_en` is for readers of English.
    An app (`kind` "app") needs an `app_key`, at least 32 characters, which it shows at every session, and may name its
    bundle ids; origins do not count for it.
    Raises Conflict "site_exists", Invalid."""
    if not fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", key):
        raise Invalid(fields=[("key", "1 to 64 of a-z, 0-9 and -")])
    if identity_mode == "signed" and identity_secret is None:
        raise Invalid(fields=[("identity_secret", "needed for signed identities")])
    if kind == "app" and (app_key is None or len(app_key) < _SECRET_MIN_CHARS):
        raise Invalid(fields=[("app_key", f"an app needs one, at least {_SECRET_MIN_CHARS} characters")])
    sealed = sealed_key(identity_secret, secret) if identity_secret is not None else None
    made = await repository.add_site(
        tx, key=key, name=name, kind=kind, app_bundles=list(app_bundles),
        app_key_hash=app_key_hash(app_key) if kind == "app" and app_key else None,
        brand={"title": name, **(brand or {})}, locale=locale, queue_key=queue_key,
        identity_mode=identity_mode, identity_secret=sealed, allowed_origins=list(allowed_origins),
        greeting=greeting, privacy_text=privacy_text, complaint_text=complaint_text,
        greeting_en=greeting_en, privacy_text_en=privacy_text_en, complaint_text_en=complaint_text_en,
        faq=list(faq), features=dict(features or {}),
    )  # fmt: skip
    if not made:
        raise Conflict("site_exists", params={"key": key})
    return await repository.get_site(tx, key)


def sealed_key(identity_secret: str, secret: bytes | None) -> str:
    """The identity key as it is stored. Raises Invalid."""
    if len(identity_secret) < _SECRET_MIN_CHARS:
        raise Invalid(fields=[("identity_secret", f"at least {_SECRET_MIN_CHARS} characters")])
    if secret is None:
        raise Invalid(fields=[("secret", "needed to encrypt the identity secret")])
    return vault(secret).encrypt(identity_secret.encode()).decode()
