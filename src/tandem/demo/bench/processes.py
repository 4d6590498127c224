"""CPU and memory of the server's processes, sampled from outside, grouped by what they are."""

import asyncio
import contextlib
from collections import defaultdict
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import psutil

MB = 2**20


@dataclass(slots=True)
class Usage:
    """CPU seconds since the start, and memory in bytes (shared pages counted by their share: PSS)."""

    cpu_s: float = 0.0
    cpu_peak: float = 0.0
    memory: int = 0
    memory_peak: int = 0
    processes: int = 0


@dataclass(slots=True)
class ProcessMeter:
    """Watches process trees by the pids of their roots (`{"api": 123, "postgres": 124}`).

    A process belongs to the nearest root above it, so the supervisor's figures leave out its children
    that have a name of their own.
    """

    roots: dict[str, int]
    usage: dict[str, Usage] = field(default_factory=lambda: defaultdict(Usage))
    _seen: dict[int, float] = field(default_factory=dict)
    _started: float = field(default_factory=perf_counter)
    _sampled: float = field(default_factory=perf_counter)

    def sample(self, *, memory: bool = False) -> None:
        """Add the CPU spent since the last sample; with `memory` also weigh it (some ms a process)."""
        now = perf_counter()
        elapsed, self._sampled = max(now - self._sampled, 1e-6), now
        spent: dict[str, float] = defaultdict(float)
        weights: dict[str, int] = defaultdict(int)
        counts: dict[str, int] = defaultdict(int)
        for name, process in self._members():
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total = times.user + times.system
                spent[name] += max(0.0, total - self._seen.get(process.pid, total))
                self._seen[process.pid] = total
                counts[name] += 1
                if memory:
                    weights[name] += weigh(process)
        for name, count in counts.items():
            self._note(name, spent[name], elapsed, weights[name], count)

    async def watch(self, every: float = 1.0, weigh_every: int = 10) -> None:
        """Sample until cancelled."""
        number = 0
        while True:
            # In a thread: it reads a file for every process, and the load must not wait for that.
            await asyncio.to_thread(self.sample, memory=number % weigh_every == 0)
            number += 1
            await asyncio.sleep(every)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        elapsed = max(self._sampled - self._started, 1e-6)
        return {
            name: {
                "processes": usage.processes,
                "cpu_percent": round(100 * usage.cpu_s / elapsed, 1),
                "cpu_percent_peak": round(100 * usage.cpu_peak, 1),
                "memory_mb": round(usage.memory / MB, 1),
                "memory_mb_peak": round(usage.memory_peak / MB, 1),
            }
            for name, usage in sorted(self.usage.items())
        }

    def _note(self, name: str, spent: float, elapsed: float, weight: int, count: int) -> None:
        usage = self.usage[name]
        usage.cpu_s += spent
        usage.cpu_peak = max(usage.cpu_peak, spent / elapsed)
        usage.processes = count
        if weight:
            usage.memory = weight
            usage.memory_peak = max(usage.memory_peak, weight)

    def _members(self) -> list[tuple[str, psutil.Process]]:
        named = {pid: name for name, pid in self.roots.items()}
        children: dict[int, list[psutil.Process]] = defaultdict(list)
        present: dict[int, psutil.Process] = {}
        for process in psutil.process_iter(["ppid"]):
            present[process.pid] = process
            children[process.info["ppid"]].append(process)
        found = []
        for name, pid in self.roots.items():
            waiting = [present[pid]] if pid in present else []
            while waiting:
                process = waiting.pop()
                found.append((name, process))
                waiting += (child for child in children[process.pid] if child.pid not in named)
        return found


def weigh(process: psutil.Process) -> int:
    """Bytes of memory, shared pages divided among those who share them where the system tells."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.AccessDenied, AttributeError):
        return int(process.memory_info().rss)
