"""What an agent reads first when the bot hands a conversation over: always there, better with a language model."""
