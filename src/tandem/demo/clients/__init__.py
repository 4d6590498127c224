"""Clients that speak the public API exactly as browsers do: for replays, benchmarks, demo and tests."""

from tandem.demo.clients.agent import AgentClient
from tandem.demo.clients.calling import Caller, GaveUp, Problem, Tally
from tandem.demo.clients.customer import CustomerClient, Sent
from tandem.demo.clients.desk import Desk
from tandem.demo.clients.drafts import DraftSeat
from tandem.demo.clients.http import Address, ConnectionFailed, HttpPool
from tandem.demo.clients.inbox import Inbox, Message
from tandem.demo.clients.instance import Instance, InstanceUnknown, Login, locate, must_answer
from tandem.demo.clients.running import run, sleep_or_stop
from tandem.demo.clients.socket import ResumingSocket, SocketRefused
from tandem.demo.clients.waiting import Signal

__all__ = [
    "Address",
    "AgentClient",
    "Caller",
    "ConnectionFailed",
    "CustomerClient",
    "Desk",
    "DraftSeat",
    "GaveUp",
    "HttpPool",
    "Inbox",
    "Instance",
    "InstanceUnknown",
    "Login",
    "Message",
    "Problem",
    "ResumingSocket",
    "Sent",
    "Signal",
    "SocketRefused",
    "Tally",
    "locate",
    "must_answer",
    "run",
    "sleep_or_stop",
]
