"""What patients are told: the outbox that verbs write into, the wording, and the worker that sends."""
