"""The payment gateways through their own SDKs, against servers on loopback."""
