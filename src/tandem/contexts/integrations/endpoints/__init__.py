"""The staff's routes of webhooks."""

from cryptography.fernet import Fernet
from fastapi import APIRouter

from tandem.contexts.integrations.endpoints import catalogue, log, webhooks
from tandem.kit.outbound import Internal


def router(vault: Fernet, internal: Internal) -> APIRouter:
    """All routes, without prefix."""
    api = APIRouter(tags=["integrations"])
    catalogue.add(api)
    webhooks.add(api, vault, internal)
    log.add(api, vault)
    return api
