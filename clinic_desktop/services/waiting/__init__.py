"""The waiting list and recalls: who wants a time, which times became free, and what was offered to whom."""
