"""What can go wrong with webhooks; texts in locales/*/integrations.json."""

from tandem.kit.errors import Conflict, Invalid, NotFound


class EndpointNotFound(NotFound):
    default_code = "webhook_not_found"


class DeliveryNotFound(NotFound):
    default_code = "webhook_delivery_not_found"


class DeliveryOpen(Conflict):
    """It is on its way already."""

    default_code = "webhook_delivery_open"


class EndpointStopped(Conflict):
    """Nothing goes to an endpoint that is paused or at rest: resume it first."""

    default_code = "webhook_stopped"


class TooManyEndpoints(Conflict):
    default_code = "too_many_webhooks"


class UrlNotAllowed(Invalid):
    """Its field error says why."""

    default_code = "webhook_url"


class EventGone(Conflict):
    """The event is no longer kept, so it cannot be told again."""

    default_code = "webhook_event_gone"
