"""The rules of the schemes: pure functions over frozen facts, standard library only."""
