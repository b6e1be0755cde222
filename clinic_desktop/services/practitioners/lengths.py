"""How long a service takes with a doctor."""


def visit_minutes(own: int | None, usual: int | None, of_service: int, capacity: int) -> int:
    """What was set for this doctor and this service, else the doctor's usual length of a visit, else the service's.
    A group session takes as long as the service says, whoever holds it, unless it was set for the two."""
    return own or (usual if capacity <= 1 else None) or of_service
