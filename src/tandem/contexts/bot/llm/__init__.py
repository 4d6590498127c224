"""The optional language model: a port, what keeps calls to it in bounds, and what the bot uses it for."""
