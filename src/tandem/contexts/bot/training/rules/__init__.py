"""Pure decisions of the trainers' workbench."""
