"""The page of the till: what is in it, counting it, the tills of before, and the report of a day."""
