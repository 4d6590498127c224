"""Pure decisions: which ways there are, what a customer asks for, what the bot offers by itself."""
