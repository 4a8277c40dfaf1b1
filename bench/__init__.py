"""Speed as ratios: what is measured and its yardstick take turns in one run, on one machine, on the same data."""
