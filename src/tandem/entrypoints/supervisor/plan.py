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
    apart = settings.background_processes if settings.worker_processes else 0
    workers = [
        _worker(f"worker-{n}", "prompt" if apart else "all") for n in range(1, settings.worker_processes + 1)
    ]
    beside = [_worker(f"background-{n}", "background") for n in range(1, apart + 1)]
    if settings.demo and settings.sim_wechat:
        beside.append(
            Program("sim-wechat", _module("tandem.entrypoints.simulator"), {"TANDEM_PROCESS": "sim-wechat"})
        )
    # Without a worker the API is ready, but nothing is answered or routed.
    health = "/readyz?need=workers" if workers else "/readyz"
    return Plan(_module("tandem.entrypoints.supervisor.prepare"), (*api, *workers, *beside), health)


def _worker(name: str, lanes: str) -> Program:
    return Program(
        name, _module("tandem.entrypoints.worker"), {"TANDEM_PROCESS": name, "TANDEM_LANES": lanes}
    )


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)
