"""Figures of the clinic and its centres, each compared with the period before."""

from clinic_desktop.services.overview.service import OverviewService
from clinic_desktop.services.overview.values import OverviewView

__all__ = ["OverviewService", "OverviewView"]
