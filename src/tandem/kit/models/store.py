"""Where models lie on this machine, and whether they are what the manifest says."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from tandem.kit.models.manifest import Manifest, ModelSpec, load_manifest, this_platform

State = Literal["ready", "missing", "refused", "unsupported"]
_CHUNK = 1 << 20


class ModelMissing(Exception):
    """The model is not on this machine, or does not run on this kind of machine."""


class ModelRefused(Exception):
    """A file of the model differs from the manifest: it is not opened."""


@dataclass(frozen=True)
class Status:
    spec: ModelSpec
    state: State
    folder: Path | None
    detail: str


class ModelStore:
    """Model folders under `root`, one a model and version."""

    def __init__(self, root: Path, manifest: Manifest | None = None) -> None:
        self.root = root
        self.manifest = load_manifest() if manifest is None else manifest
        self._sound: dict[str, tuple[object, bool]] = {}

    def spec(self, model_id: str) -> ModelSpec:
        """The manifest's entry. Raises ModelMissing for a name it does not hold."""
        try:
            return self.manifest[model_id]
        except KeyError:
            raise ModelMissing(f"no model is called {model_id}") from None

    def folder(self, spec: ModelSpec) -> Path:
        """Where `fetch` puts this model."""
        return self.root / f"{spec.id}-{spec.version}"

    def find(self, model_id: str) -> Path:
        """The folder of the verified model. Raises ModelMissing or ModelRefused (a hash differs)."""
        spec = self.spec(model_id)
        if not spec.runs_on(this_platform()):
            raise ModelMissing(f"{model_id} does not run on {this_platform()}")
        for folder in self._places(spec):
            if all((folder / file.path).is_file() for file in spec.files):
                verify(spec, folder)
                return folder
        raise ModelMissing(f"{model_id} is not installed: run `tandem models fetch {model_id}`")

    def sound(self, model_id: str) -> bool:
        """Whether `find` would give it. Files are read again only when they have changed. Blocking, a second at most.
        Raises ModelMissing for a model that nobody knows."""
        spec = self.spec(model_id)
        paths = [folder / file.path for folder in self._places(spec) for file in spec.files]
        marks = tuple(
            (path, stat.st_mtime_ns, stat.st_size) for path in paths if (stat := _stat(path)) is not None
        )
        known = self._sound.get(model_id)
        if known is None or known[0] != marks:
            known = self._sound[model_id] = marks, self.status(model_id).state == "ready"
        return known[1]

    def status(self, model_id: str) -> Status:
        """What `find` would say, without raising."""
        spec = self.spec(model_id)
        if not spec.runs_on(this_platform()):
            return Status(spec, "unsupported", None, f"does not run on {this_platform()}")
        try:
            folder = self.find(model_id)
        except ModelMissing as error:
            return Status(spec, "missing", None, str(error))
        except ModelRefused as error:
            return Status(spec, "refused", self.folder(spec), str(error))
        return Status(spec, "ready", folder, str(folder))

    def _places(self, spec: ModelSpec) -> Iterator[Path]:
        yield self.folder(spec)
        for source in spec.sources:
            if source.kind == "package":
                name, _, version = source.location.partition("==")
                try:
                    found = metadata.distribution(name)
                except metadata.PackageNotFoundError:
                    continue
                if found.version == version:
                    yield Path(str(found.locate_file("")))


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def sha256(path: Path) -> str:
    """The file's sha256, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def verify(spec: ModelSpec, folder: Path) -> None:
    """Raises ModelRefused naming the first file that is absent or differs from the manifest."""
    for file in spec.files:
        path = folder / file.path
        if not path.is_file():
            raise ModelRefused(f"{spec.id}: {file.path} is absent")
        if path.stat().st_size != file.bytes or sha256(path) != file.sha256:
            raise ModelRefused(f"{spec.id}: {file.path} is not the file the manifest names (sha256 differs)")
