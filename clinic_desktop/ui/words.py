"""The words of the clinic's codes that many screens say, in one place."""

from PySide6.QtCore import QCoreApplication

from clinic_desktop.domain.codes import AppointmentState


def state_word(state: AppointmentState) -> str:
    """An appointment's state inside a sentence or a spoken list: "arrived"."""
    words = {
        AppointmentState.PENDING: QCoreApplication.translate("DayBoard", "pending payment"),
        AppointmentState.CONFIRMED: QCoreApplication.translate("DayBoard", "booked"),
        AppointmentState.CHECKED_IN: QCoreApplication.translate("DayBoard", "arrived"),
        AppointmentState.IN_PROGRESS: QCoreApplication.translate("DayBoard", "with doctor"),
        AppointmentState.COMPLETED: QCoreApplication.translate("DayBoard", "completed"),
        AppointmentState.NO_SHOW: QCoreApplication.translate("DayBoard", "no-show"),
        AppointmentState.CANCELLED: QCoreApplication.translate("DayBoard", "cancelled"),
        AppointmentState.REJECTED: QCoreApplication.translate("DayBoard", "rejected"),
    }
    return words[state]


def state_title(state: AppointmentState) -> str:
    """An appointment's state on its own, as on a chip: "Arrived"."""
    words = {
        AppointmentState.PENDING: QCoreApplication.translate("States", "Pending"),
        AppointmentState.CONFIRMED: QCoreApplication.translate("States", "Booked"),
        AppointmentState.CHECKED_IN: QCoreApplication.translate("States", "Arrived"),
        AppointmentState.IN_PROGRESS: QCoreApplication.translate("States", "With doctor"),
        AppointmentState.COMPLETED: QCoreApplication.translate("States", "Completed"),
        AppointmentState.NO_SHOW: QCoreApplication.translate("States", "No-show"),
        AppointmentState.CANCELLED: QCoreApplication.translate("States", "Cancelled"),
        AppointmentState.REJECTED: QCoreApplication.translate("States", "Rejected"),
    }
    return words[state]
