"""Calling web addresses that others chose, without lending them our place in the network.

A name is resolved where the connection is made, every address it has is checked there, and the connection goes to an
address that was checked: nothing can change in between. Redirects are answers like others. Proxies of the environment
are not used."""

from tandem.kit.outbound.addresses import Internal, UrlRefused, checked_url, refusal
from tandem.kit.outbound.posting import ANSWER_BYTES, Answer, Outbound, OutboundFailed

__all__ = [
    "ANSWER_BYTES",
    "Answer",
    "Internal",
    "Outbound",
    "OutboundFailed",
    "UrlRefused",
    "checked_url",
    "refusal",
]
