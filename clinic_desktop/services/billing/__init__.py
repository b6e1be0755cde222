"""Invoices, payments at the desk, refunds and the ledger."""
