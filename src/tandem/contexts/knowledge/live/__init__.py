"""The index of this process: kept in step with what is published."""

from tandem.contexts.knowledge.live.encoders import EncoderLoader
from tandem.contexts.knowledge.live.index import LiveIndex
from tandem.contexts.knowledge.live.served import Served
from tandem.contexts.knowledge.live.still import StillBase

__all__ = ["EncoderLoader", "LiveIndex", "Served", "StillBase"]
