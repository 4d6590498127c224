"""The trainers' workbench: intents and their examples, turns to label, trained versions and what is published."""
