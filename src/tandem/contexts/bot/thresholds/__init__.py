"""τ_auto and τ_draft of each intent: fitted from what people said of the bot's judgements, published, in force."""
