"""The loopback gateways, proved through the vendors' own SDKs."""
