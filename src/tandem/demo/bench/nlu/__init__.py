"""How well the bot understands, measured on anybody's files: intents, pairs of questions, retrieval, latency."""
