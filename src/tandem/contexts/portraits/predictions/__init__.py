"""Predictions: what a customer will probably contact us about in the next days, and who is about to go dormant."""
