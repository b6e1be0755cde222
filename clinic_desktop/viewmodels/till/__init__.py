"""The page of the till."""
