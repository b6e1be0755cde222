"""The view-models of what patients are told."""
