"""All SQL of the trainers' workbench, and who may see what."""
