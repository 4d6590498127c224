"""Pure: weeks, and what became of a conversation that the bot had."""
