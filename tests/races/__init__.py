"""Races through real HTTP and several worker processes."""
