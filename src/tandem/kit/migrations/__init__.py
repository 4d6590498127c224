"""Applying migrations: under an advisory lock, so that processes that start together do it once."""

from tandem.kit.migrations.runner import current, head, upgrade

__all__ = ["current", "head", "upgrade"]
