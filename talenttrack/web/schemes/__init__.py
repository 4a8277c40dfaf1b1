"""One file for each scheme: its form."""
