"""Objects as files in a folder of this machine."""

from tandem.adapters.objects_local.store import LocalObjects

__all__ = ["LocalObjects"]
