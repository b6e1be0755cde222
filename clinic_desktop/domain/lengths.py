"""How many characters a text may have at most: the fields take no more, and the services refuse it."""

NAME_LENGTH = 100
"""A name of a person, a centre, a room, a service or a clinic."""
LINE_LENGTH = 200
TEXT_LENGTH = 4000
NOTE_LENGTH = 8000
"""One part of the note of a visit: doctors paste whole reports into it."""
EMAIL_LENGTH = 254
WISH_NOTE_LENGTH = 500
"""What the desk writes down beside a wish on the waiting list."""
