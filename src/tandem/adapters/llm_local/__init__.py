"""A small model on this machine's processors: `tandem models fetch qwen` and `pip install "tandem[llm]"`."""

from tandem.adapters.llm_local.model import LocalModel

__all__ = ["LocalModel"]
