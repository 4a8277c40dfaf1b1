"""The whole product on a database against the second reading of the rules."""
