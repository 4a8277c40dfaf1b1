"""What runs without anybody asking: the schedule and the night run."""
