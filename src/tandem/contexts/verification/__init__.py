"""Who customers are proven to be: one-time codes, proofs, levels, and which level an action needs."""
