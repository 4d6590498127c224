"""Any server with OpenAI's chat completions (vLLM, llama.cpp, Ollama, DashScope, DeepSeek …) as LanguageModel."""

from tandem.adapters.llm_openai.client import Endpoint, OpenAiModel

__all__ = ["Endpoint", "OpenAiModel"]
