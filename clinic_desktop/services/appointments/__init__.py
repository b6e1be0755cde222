"""Booking, walk-ins, visits, the waiting room and the day board."""
