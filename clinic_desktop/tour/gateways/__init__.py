"""Loopback gateways: HTTP servers that speak as Stripe and Razorpay do, for the tests, the tour and trying things out.

They hold accounts, links, payments and refunds, keep the vendors' own rules, and misbehave when told to. They know
nothing of Qt or of the rest of the program. ``python -m clinic_desktop.tour.gateways`` starts both for a person.
"""
