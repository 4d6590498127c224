"""A run that can be stopped and gone on with: outcomes are added to a file as they come."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import orjson

from tandem.demo.simulation.verdicts import Outcome


class BadRunFile(Exception):
    """Not a file of a run, or one of another run. The message says which."""


class RunFile:
    """`path` None keeps nothing. Raises BadRunFile, and OSError when the file cannot be written."""

    def __init__(self, path: Path | None, seed: int) -> None:
        self.run = uuid4().hex[:8]
        self.outcomes: list[Outcome] = []
        self._path = path
        if path is None:
            return
        if path.exists():
            self._read(path, seed)
        else:
            path.write_bytes(orjson.dumps({"run": self.run, "seed": seed}) + b"\n")

    def left(self, keys: Sequence[str]) -> list[str]:
        """Of these personas those that have not been here yet."""
        done = {one.persona for one in self.outcomes}
        return [key for key in keys if key not in done]

    def add(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(orjson.dumps(asdict(outcome)) + b"\n")

    def _read(self, path: Path, seed: int) -> None:
        rows = path.read_bytes().splitlines(keepends=True)
        try:
            head = orjson.loads(rows[0])
            self.run = str(head["run"])
            if head["seed"] != seed:
                raise BadRunFile(f"{path} is of a run with --seed {head['seed']}")
            # A line that was cut short never counted: that customer comes again.
            whole = [row for row in rows if row.endswith(b"\n")]
            self.outcomes = [Outcome(**orjson.loads(row)) for row in whole[1:]]
        except (IndexError, KeyError, TypeError, orjson.JSONDecodeError) as error:
            raise BadRunFile(f"{path} is no file of a simulation") from error
        if len(whole) != len(rows):
            path.write_bytes(b"".join(whole))
