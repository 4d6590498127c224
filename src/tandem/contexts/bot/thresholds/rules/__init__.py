"""Pure: how many were right, how sure that is, and from which confidence on a precision holds."""
