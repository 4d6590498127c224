"""Realtime: after a commit, a notice wakes the hub of every process; sockets resume from sequence numbers."""

from tandem.kit.notice import Notice
from tandem.kit.realtime.hub import Hub, Subscriber
from tandem.kit.realtime.port import Transport

__all__ = ["Hub", "Notice", "Subscriber", "Transport"]
