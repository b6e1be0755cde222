"""Tests of booking, walk-ins, visits and the screens of a day."""
