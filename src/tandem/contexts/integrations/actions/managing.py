"""Endpoints: made, changed, paused, resumed, removed; their secrets."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.integrations.actions.delivering import ask_to_deliver
from tandem.contexts.integrations.actions.queueing import catch_up_later
from tandem.contexts.integrations.catalogue import CATALOGUE, DISCLOSURES
from tandem.contexts.integrations.errors import TooManyEndpoints, UrlNotAllowed
from tandem.contexts.integrations.live import tell_all
from tandem.contexts.integrations.repository import deliveries, endpoints
from tandem.contexts.integrations.rules.signing import new_secret
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.i18n import translate
from tandem.kit.ids import new_id
from tandem.kit.outbound import Internal, UrlRefused, checked_url

MOST = 50
FORMER_SECRET_HOLDS = timedelta(days=1)
"""How long the former secret goes on signing beside the new one."""


async def create_endpoint(
    tx: Tx,
    vault: Fernet,
    internal: Internal,
    actor: Actor,
    *,
    name: str,
    url: str,
    event_types: Iterable[str],
    discloses: Iterable[str] = (),
) -> tuple[UUID, str]:
    """An endpoint, and its secret, which is shown this once. It hears of what happens from now on. Needs
    `integrations.manage`; audited.

    Raises Forbidden, UrlNotAllowed, Invalid (types or disclosures that there are not), TooManyEndpoints."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    values = _checked(
        actor, internal, {"name": name, "url": url, "event_types": event_types, "discloses": discloses}
    )
    if await endpoints.count_for_new(tx) >= MOST:
        raise TooManyEndpoints(params={"most": MOST})
    secret, endpoint_id = new_secret(), new_id()
    await endpoints.add(
        tx, id=endpoint_id, secret=vault.encrypt(secret.encode()).decode(), created_by=actor.label,
        after_event=await endpoints.newest_event(tx), **values,
    )  # fmt: skip
    told = {"host": url_host(url), "event_types": values["event_types"], "discloses": values["discloses"]}
    await _changed(tx, actor, endpoint_id, "webhook.created", told)
    return endpoint_id, secret


async def change_endpoint(
    tx: Tx, internal: Internal, actor: Actor, endpoint_id: UUID, changes: dict[str, Any]
) -> None:
    """Change `name`, `url`, `event_types` or `discloses` (absent keys stay). Newly chosen types are told from now on.
    Audited. Raises EndpointNotFound, Forbidden, UrlNotAllowed, Invalid."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    await endpoints.get(tx, endpoint_id, lock=True)
    values = _checked(actor, internal, changes)
    if values:
        await endpoints.change(tx, endpoint_id, **values)
        told = {key: value for key, value in values.items() if key in ("event_types", "discloses")}
        if "url" in values:
            told["host"] = url_host(values["url"])
        await _changed(tx, actor, endpoint_id, "webhook.changed", {"changed": sorted(values), **told})


async def pause_endpoint(tx: Tx, actor: Actor, endpoint_id: UUID) -> None:
    """Nothing goes out until it is resumed; what happens meanwhile waits. Twice is once. Audited. Raises
    EndpointNotFound, Forbidden."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    await endpoints.get(tx, endpoint_id, lock=True)
    paused = await endpoints.change(
        tx, endpoint_id, endpoints.e.paused_at.is_(None), paused_at=tx.now, paused_by=actor.label
    )
    if paused:
        await record(tx, actor, "webhook.paused", f"webhook:{endpoint_id}")


async def resume_endpoint(tx: Tx, actor: Actor, endpoint_id: UUID) -> None:
    """What waited goes out; after a rest it hears of what happens from now on. Audited. Raises EndpointNotFound,
    Forbidden."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    endpoint = await endpoints.get(tx, endpoint_id, lock=True)
    values: dict[str, Any] = {"paused_at": None, "paused_by": None, "again_at": None}
    if endpoint.rested_at is not None:
        values |= {
            "rested_at": None, "rested_for": None, "failing_since": None,
            "after_event": await endpoints.newest_event(tx),
        }  # fmt: skip
    if endpoint.stopped:
        await endpoints.change(tx, endpoint_id, **values)
        for lane in await deliveries.open_lanes(tx, endpoint_id):
            ask_to_deliver(tx, lane)
        await _changed(tx, actor, endpoint_id, "webhook.resumed", {})


async def remove_endpoint(tx: Tx, actor: Actor, endpoint_id: UUID) -> None:
    """Gone for good, with its log and what waited. Audited. Raises EndpointNotFound, Forbidden."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    await endpoints.get(tx, endpoint_id, lock=True)
    await endpoints.change(
        tx,
        endpoint_id,
        removed_at=tx.now,
        removed_by=actor.label,
        secret="",
        former_secret=None,
        former_until=None,
    )
    await deliveries.end_open(tx, endpoint_id, "removed")
    await record(tx, actor, "webhook.removed", f"webhook:{endpoint_id}")
    tell_all(tx)


async def renew_secret(tx: Tx, vault: Fernet, actor: Actor, endpoint_id: UUID) -> str:
    """Another secret, shown this once. The former one goes on signing beside it for a day, the one before that ends at
    once. Audited. Raises EndpointNotFound, Forbidden."""
    actor.require(permissions.INTEGRATIONS_MANAGE)
    await endpoints.get(tx, endpoint_id, lock=True)
    secret = new_secret()
    await endpoints.change(
        tx, endpoint_id, former_secret=endpoints.e.secret, former_until=tx.now + FORMER_SECRET_HOLDS,
        secret=vault.encrypt(secret.encode()).decode(),
    )  # fmt: skip
    await record(tx, actor, "webhook.secret_renewed", f"webhook:{endpoint_id}")
    return secret


def url_host(url: str) -> str:
    """For the audit trail: addresses may carry tokens in their paths."""
    return url.split("/", 3)[2] if url.count("/") >= 2 else ""


async def _changed(tx: Tx, actor: Actor, endpoint_id: UUID, action: str, data: dict[str, Any]) -> None:
    await record(tx, actor, action, f"webhook:{endpoint_id}", data)
    await catch_up_later(tx, endpoint_id)
    tell_all(tx)


def _checked(actor: Actor, internal: Internal, given: dict[str, Any]) -> dict[str, Any]:
    values = dict(given)
    if "url" in values:
        try:
            checked_url(values["url"], internal)
        except UrlRefused as refused:
            why = translate(f"webhook.error.{refused.code}", actor.locale)
            raise UrlNotAllowed(detail=why, fields=[("url", why)]) from refused
    for field, known in (("event_types", CATALOGUE), ("discloses", DISCLOSURES)):
        if field in values:
            wanted = set(values[field])
            if unknown := sorted(wanted.difference(known)):
                raise Invalid(fields=[(field, ", ".join(unknown))])
            values[field] = [one for one in known if one in wanted]
    if "event_types" in values and not values["event_types"]:
        raise Invalid(fields=[("event_types", translate("webhook.no_types", actor.locale))])
    return values
