"""Use cases of each scheme."""
