"""JSON bodies of self-service. Amounts are whole fen, days those of the lender."""
