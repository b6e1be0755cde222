"""The tills of the desks: opening, what moves in them, counting and closing, and the report of a day."""
