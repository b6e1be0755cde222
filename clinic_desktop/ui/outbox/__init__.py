"""The screens of what patients are told."""
