"""Who the customers are, and by which identities they are known."""
