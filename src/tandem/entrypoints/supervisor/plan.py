"""Which programs make up a running Tandem."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from tandem.settings import Settings


@dataclass(frozen=True)
class Program:
    """One long-lived process. `env` is added to the supervisor's own."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    listens: bool = False
    """Whether it takes the listening socket (its number in TANDEM_LISTEN_FD)."""


@dataclass(frozen=True)
class Plan:
    """`prepare` runs once, before the programs: migrations and, if asked, the demo."""

    prepare: tuple[str, ...]
    programs: tuple[Program, ...]
    health_path: str = "/readyz"


def product_plan(settings: Settings) -> Plan:
    """What `tandem up` runs."""
    api = [
        Program(f"api-{n}", _module("tandem.entrypoints.http"), {"TANDEM_PROCESS": f"api-{n}"}, listens=True)
        for n in range(1, settings.api_processes + 1)
    ]
    workers = [
        Program(f"worker-{n}", _module("tandem.entrypoints.worker"), {"TANDEM_PROCESS": f"worker-{n}"})
        for n in range(1, settings.worker_processes + 1)
    ]
    beside = []
    if settings.demo and settings.sim_wechat:
        beside = [
            Program("sim-wechat", _module("tandem.entrypoints.simulator"), {"TANDEM_PROCESS": "sim-wechat"})
        ]
    # Without a worker the API is ready, but nothing is answered or routed.
    health = "/readyz?need=workers" if workers else "/readyz"
    return Plan(_module("tandem.entrypoints.supervisor.prepare"), (*api, *workers, *beside), health)


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)
