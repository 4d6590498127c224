"""What the worker process needs of the composition root."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tandem.kit.db import Database
from tandem.kit.jobs import Job
from tandem.kit.periodic import Periodic
from tandem.kit.timers import TimerHandler
from tandem.settings import Settings


class WorkerContainer(Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def db(self) -> Database: ...

    @property
    def jobs(self) -> Sequence[Job]: ...

    @property
    def timer_handlers(self) -> Mapping[str, TimerHandler]: ...

    @property
    def periodic(self) -> Sequence[Periodic]: ...
