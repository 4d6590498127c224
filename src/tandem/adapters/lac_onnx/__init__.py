"""Names of persons and places by Baidu's LAC, run by ONNX Runtime."""

from tandem.adapters.lac_onnx.finder import LacNameFinder, load

__all__ = ["LacNameFinder", "load"]
