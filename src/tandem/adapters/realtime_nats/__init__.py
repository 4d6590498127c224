"""NATS as the carrier of notices between processes."""

from tandem.adapters.realtime_nats.transport import NatsTransport

__all__ = ["NatsTransport"]
