"""Use cases: one function each; what it needs of the world is handed to it."""
