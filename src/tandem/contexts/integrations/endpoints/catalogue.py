"""/webhook-events: what there is to hear of."""

from fastapi import APIRouter

from tandem.contexts.integrations.catalogue import CATALOGUE
from tandem.contexts.integrations.endpoints.access import Keeper
from tandem.contexts.integrations.schemas import EventTypeOut
from tandem.kit.http import Locale
from tandem.kit.i18n import translate


def add(api: APIRouter) -> None:
    @api.get("/webhook-events")
    async def list_webhook_events(_actor: Keeper, locale: Locale) -> list[EventTypeOut]:
        """The public catalogue: each type with the JSON Schema of its body and an example. Shapes only grow; what
        cannot grow gets another version."""
        return [
            EventTypeOut.model_validate(
                {
                    "type": event.name,
                    "version": event.version,
                    "title": translate(f"webhook.event.{event.name}", locale),
                    "description": translate(f"webhook.event.{event.name}.when", locale),
                    "discloses": event.discloses,
                    "json_schema": event.schema,
                    "example": {
                        "type": event.name,
                        "version": event.version,
                        "timestamp": "2026-11-22T02:00:00Z",
                        "data": event.example,
                    },
                }
            )
            for event in CATALOGUE.values()
        ]
