"""Stripe and Razorpay through their own SDKs, behind ``domain.gateways.Gateway``.

Neither SDK is safe as it comes: one waits for ever, the other for 80 seconds; both lose what went wrong. The adapters
give every call an end, keep the keys out of what they say, and refuse with ``GatewayRefused`` only.
"""
