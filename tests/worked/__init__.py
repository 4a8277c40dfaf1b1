"""Cases with expected values written by hand from the rules."""
