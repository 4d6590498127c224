"""What customers do by themselves on the H5 pages: look at their loans, pay, settle, change, have it certified.

Amounts are always the ledger's: this context keeps orders (payments on their way), certificates and requests, never
what anybody owes."""
