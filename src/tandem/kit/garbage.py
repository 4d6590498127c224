"""Garbage collection in processes that hold thousands of sockets."""

import gc


def collect_seldom() -> None:
    """Call once, when what stays for good has been made. A full collection looks at every object: with thousands
    of sockets it stops the process for tenths of a second, again and again. What is there now is left out,
    and of the rest mostly the young are looked at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)
