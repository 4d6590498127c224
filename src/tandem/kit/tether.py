"""Starts a program that cannot outlive its parent, as another user if asked.

Run as a plain script (`python -I -S tether.py …`), it prepares itself and then becomes the program, so the
program is a direct child. The kernel sends the signal when the *thread* that started the child ends: start
long-lived children from the main thread only.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class RunAs:
    """Who the child is. `namespace` keeps the real user, without powers and looking like `uid`."""

    uid: int
    gid: int
    namespace: bool = False


def tethered(
    command: Sequence[str], *, run_as: RunAs | None = None, on_parent_death: signal.Signals = signal.SIGTERM
) -> list[str]:
    """The command line that runs `command` tied to the calling process (tied on Linux only)."""
    options = [f"parent={os.getpid()}", f"signal={int(on_parent_death)}"]
    if run_as is not None:
        options += [f"uid={run_as.uid}", f"gid={run_as.gid}", f"namespace={int(run_as.namespace)}"]
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *options, "--", *command]


def main(argv: Sequence[str]) -> None:
    """Becomes the program after `--`; the words before it are name=number."""
    split = argv.index("--")
    options = {name: int(value) for name, value in (word.split("=", 1) for word in argv[:split])}
    command = argv[split + 1 :]
    if options.get("namespace"):
        _enter_namespace(options["uid"], options["gid"])
    elif "uid" in options:
        os.setgroups([])
        os.setgid(options["gid"])
        os.setuid(options["uid"])
    # Last, because every change of user clears it.
    _die_with_parent(options["signal"])
    if os.getppid() != options["parent"]:
        sys.exit("tether: the parent is gone already")
    os.execvp(command[0], list(command))  # noqa: S606


def _die_with_parent(signal_number: int) -> None:
    if sys.platform == "linux":
        _check(_libc().prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0), "prctl")


def _enter_namespace(uid: int, gid: int) -> None:
    real_uid, real_gid = os.getuid(), os.getgid()
    _check(_libc().unshare(_CLONE_NEWUSER), "unshare")
    Path("/proc/self/uid_map").write_text(f"{uid} {real_uid} 1")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{gid} {real_gid} 1")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, call: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{call}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main(sys.argv[1:])
