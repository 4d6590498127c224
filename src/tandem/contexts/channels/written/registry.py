"""The kinds of written channel that this installation has."""

from collections.abc import Iterable

from tandem.contexts.channels.errors import ChannelUnknown
from tandem.contexts.channels.written.ports import Channel


class Channels:
    """One adapter for each kind."""

    def __init__(self, channels: Iterable[Channel] = ()) -> None:
        self._by_kind: dict[str, Channel] = {}
        for channel in channels:
            if channel.kind in self._by_kind:
                raise ValueError(f"two adapters for the channel {channel.kind}")
            self._by_kind[channel.kind] = channel

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(self._by_kind)

    @property
    def talking(self) -> frozenset[str]:
        """Those that carry conversations."""
        return frozenset(kind for kind, one in self._by_kind.items() if one.capabilities.talks)

    def of(self, kind: str) -> Channel:
        """The adapter. Raises ChannelUnknown: an account stayed when its adapter went."""
        found = self._by_kind.get(kind)
        if found is None:
            raise ChannelUnknown(params={"kind": kind})
        return found
