"""One module for each scheme: its facts, its rules, and what they decide."""
