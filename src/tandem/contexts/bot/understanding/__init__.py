"""Understanding what a customer means: intents, pairs of questions; trained, calibrated, kept in one file each."""
