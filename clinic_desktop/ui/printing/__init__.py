"""Tokens, receipts and day sheets on paper or as PDF; each is drawn once, for every kind of device."""
