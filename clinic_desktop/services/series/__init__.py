"""Appointments that repeat: planned with every clash in sight, booked together, and changed: one, from
here on, or all."""
