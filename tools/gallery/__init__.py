"""Every widget of the kit on a few pages of samples: for the eye (``python -m tools.gallery FOLDER``) and for tests."""

from tools.gallery.controls import controls_page
from tools.gallery.overview import overview_page
from tools.gallery.states import states_page
from tools.gallery.table import table_page

PAGES = {
    "states": (states_page, 1440, 900),
    "controls": (controls_page, 1280, 900),
    "overview": (overview_page, 1344, 850),
    "table": (table_page, 1000, 420),
}
"""What makes each page, and its size in pixels."""
