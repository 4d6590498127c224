"""/channel-kinds, /channel-accounts: how written channels are set up and fare, and what to do about what is stuck.
/message-templates, and what an agent does with them in a conversation."""

from cryptography.fernet import Fernet
from fastapi import APIRouter

from tandem.contexts.channels.written.actions.sending_templates import Templates
from tandem.contexts.channels.written.endpoints.accounts import kept_accounts, tried_accounts
from tandem.contexts.channels.written.endpoints.replying import replying
from tandem.contexts.channels.written.endpoints.stuck import held_events, stuck_parts
from tandem.contexts.channels.written.endpoints.templates import kept_templates, tried_templates
from tandem.contexts.channels.written.registry import Channels


def router(vault: Fernet, channels: Channels, templates: Templates | None = None) -> APIRouter:
    """Staff routes of written channels. Without `templates` agents cannot send any."""
    api = APIRouter(tags=["channels"])
    tried_accounts(api, vault, channels)
    kept_accounts(api, vault, channels)
    stuck_parts(api)
    held_events(api)
    kept_templates(api, channels)
    tried_templates(api, vault, channels)
    if templates is not None:
        replying(api, templates)
    return api
