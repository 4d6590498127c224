"""What happened with a customer, over all channels and parts: a read model fed by events."""
