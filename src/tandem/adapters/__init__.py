"""One folder for each outside system, behind a port of a context or of the kit. Only wiring knows them."""
