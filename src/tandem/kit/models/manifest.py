"""The list of models the product knows: licence, files with sha256, sources in order."""

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any, Literal

import yaml

SourceKind = Literal["hub", "package", "parts"]


@dataclass(frozen=True)
class ModelFile:
    """One file of a model. `path` is relative to the model's folder and the same inside its package."""

    path: str
    sha256: str
    bytes: int

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class Source:
    """`hub`: `location` is a base address, each file at `location/path`. `package`: `location` is
    NAME==VERSION. `parts`: one file cut into `count` packages; `location` and `member` (the piece inside its
    package) have the number of the piece, from 1, in place of {n}."""

    kind: SourceKind
    location: str
    member: str = ""
    count: int = 0


@dataclass(frozen=True)
class ModelSpec:
    id: str
    version: str
    title: str
    need: str
    licence: str
    origin: str
    files: tuple[ModelFile, ...]
    sources: tuple[Source, ...]
    platforms: tuple[str, ...] = ()

    @property
    def bytes(self) -> int:
        """Size on disk."""
        return sum(file.bytes for file in self.files)

    def runs_on(self, machine: str) -> bool:
        """Whether the files work on `machine` (as `this_platform()` names it)."""
        return not self.platforms or machine in self.platforms


Manifest = Mapping[str, ModelSpec]


def this_platform() -> str:
    """This machine, as the manifest names platforms: `linux-x86_64`."""
    return f"{sys.platform}-{platform.machine().lower()}"


def parse_manifest(document: Any) -> dict[str, ModelSpec]:
    """The manifest from its YAML document. Raises KeyError, TypeError or ValueError when it is malformed."""
    found: dict[str, ModelSpec] = {}
    for key, raw in document["models"].items():
        files = tuple(_file(f) for f in raw["files"])
        if not files:
            raise ValueError(f"model {key} lists no files")
        sources = tuple(_source(s) for s in raw["sources"])
        found[key] = ModelSpec(
            id=key,
            version=str(raw["version"]),
            title=raw["title"],
            need=raw["need"],
            licence=raw["licence"],
            origin=raw["origin"],
            files=files,
            sources=sources,
            platforms=tuple(raw.get("platforms", ())),
        )
    return found


def _file(raw: Mapping[str, Any]) -> ModelFile:
    path = PurePosixPath(raw["path"])
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{raw['path']} leaves the model's folder")
    if len(raw["sha256"]) != 64:
        raise ValueError(f"{raw['path']} has no sha256")
    return ModelFile(str(path), raw["sha256"], int(raw["bytes"]))


def _source(raw: Mapping[str, Any]) -> Source:
    if set(raw) == {"parts", "member", "count"} and "==" in raw["parts"]:
        return Source("parts", raw["parts"], raw["member"], int(raw["count"]))
    ((kind, location),) = raw.items()
    if kind == "hub":
        return Source("hub", location)
    if kind == "package" and "==" in location:
        return Source("package", location)
    raise ValueError(f"unknown model source {raw}")


@cache
def load_manifest() -> Manifest:
    """The manifest shipped with the product."""
    text = resources.files(__package__).joinpath("manifest.yaml").read_text(encoding="utf-8")
    return parse_manifest(yaml.safe_load(text))
