"""Clinic Desktop: a desktop program for clinics."""

__version__ = "0.1.0"
