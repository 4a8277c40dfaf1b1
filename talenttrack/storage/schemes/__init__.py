"""One file for each scheme: reads its facts, records its decisions."""
