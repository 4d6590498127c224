"""The `tandem` command. A command's module is imported when it runs, so that `tandem --help` is instant."""

from tandem.entrypoints.cli.app import main

__all__ = ["main"]
