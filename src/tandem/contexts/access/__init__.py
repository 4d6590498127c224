"""Who works here and what they may: staff, sessions, roles, the organisation, API keys, and the audit trail in its
chain of hashes."""
