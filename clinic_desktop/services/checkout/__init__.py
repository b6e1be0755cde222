"""Hosted payment links: asking for them, following them, and writing down the money that they bring."""
