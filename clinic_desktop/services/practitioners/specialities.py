"""The tree of specialities."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.practitioners import PractitionerSpeciality, Speciality
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.practitioners.values import SpecialityView


def tree(session: Session) -> tuple[SpecialityView, ...]:
    """Every node before the nodes below it, neighbours by name."""
    counted = select(PractitionerSpeciality.speciality_id, func.count()).group_by(PractitionerSpeciality.speciality_id)
    counts = {row[0]: row[1] for row in session.execute(counted)}
    below: dict[int | None, list[Speciality]] = defaultdict(list)
    for node in session.scalars(select(Speciality).order_by(func.lower(Speciality.name), Speciality.id)):
        below[node.parent_id].append(node)
    found: list[SpecialityView] = []

    def walk(parent_id: int | None, path: tuple[str, ...]) -> None:
        for node in below[parent_id]:
            found.append(SpecialityView(node.id, parent_id, node.name, (*path, node.name), counts.get(node.id, 0)))
            walk(node.id, (*path, node.name))

    walk(None, ())
    return tuple(found)


def with_those_below(nodes: tuple[SpecialityView, ...], speciality_id: int) -> frozenset[int]:
    """The node and all below it."""
    found = {speciality_id}
    for node in nodes:
        if node.parent_id in found:
            found.add(node.id)
    return frozenset(found)


def add(session: Session, name: str, parent_id: int | None) -> int:
    """Adds a node. Refuses with Invalid a name that a neighbour has."""
    _check_parent(session, parent_id)
    node = Speciality(name=_free_name(session, name, parent_id, None), parent_id=parent_id)
    session.add(node)
    session.flush()
    return node.id


def save(session: Session, speciality_id: int, name: str, parent_id: int | None) -> None:
    """Renames or moves a node. Refuses with Invalid to hang it below itself."""
    node = _node(session, speciality_id)
    _check_parent(session, parent_id)
    if parent_id is not None and parent_id in with_those_below(tree(session), speciality_id):
        raise Invalid({"parent_id": "below_itself"})
    node.name = _free_name(session, name, parent_id, speciality_id)
    node.parent_id = parent_id


def remove(session: Session, speciality_id: int) -> None:
    """Removes a node; refuses with Invalid while a node hangs below it or a doctor has it."""
    node = _node(session, speciality_id)
    below = select(Speciality.id).where(Speciality.parent_id == speciality_id).limit(1)
    had = select(PractitionerSpeciality.practitioner_id).where(PractitionerSpeciality.speciality_id == speciality_id)
    if session.scalar(below) is not None or session.scalar(had.limit(1)) is not None:
        raise Invalid({"speciality": "in_use"})
    session.delete(node)


def _node(session: Session, speciality_id: int) -> Speciality:
    node = session.get(Speciality, speciality_id)
    if node is None:
        raise NotFound("speciality", speciality_id)
    return node


def _check_parent(session: Session, parent_id: int | None) -> None:
    if parent_id is not None:
        _node(session, parent_id)


def _free_name(session: Session, name: str, parent_id: int | None, speciality_id: int | None) -> str:
    fields = Fields()
    cleaned = fields.name("name", name)
    neighbours = session.scalars(select(Speciality).where(Speciality.parent_id == parent_id))
    fields.own_name("name", cleaned, (other.name for other in neighbours if other.id != speciality_id))
    fields.done()
    return cleaned
