"""/channel-kinds, /channel-accounts: how written channels are set up and fare, and what to do about what is stuck."""

from cryptography.fernet import Fernet
from fastapi import APIRouter

from tandem.contexts.channels.written.endpoints.accounts import kept_accounts, tried_accounts
from tandem.contexts.channels.written.endpoints.stuck import held_events, stuck_parts
from tandem.contexts.channels.written.registry import Channels


def router(vault: Fernet, channels: Channels) -> APIRouter:
    """Staff routes of written channels."""
    api = APIRouter(tags=["channels"])
    tried_accounts(api, vault, channels)
    kept_accounts(api, vault, channels)
    stuck_parts(api)
    held_events(api)
    return api
