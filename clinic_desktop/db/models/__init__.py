"""The tables of the database, by subject: who reads a table imports its module, and ``everything`` all of them."""
