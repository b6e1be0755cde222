"""The painted day board: doctors side by side for a day, or one doctor's days side by side."""

from clinic_desktop.ui.appointments.board.board import DayBoard

__all__ = ["DayBoard"]
