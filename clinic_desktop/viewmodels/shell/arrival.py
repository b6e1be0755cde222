"""What a person who signs in needs before the first page: their centres and how long the desk trusts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.clinic import Services
from clinic_desktop.services.location_values import LocationView
from clinic_desktop.viewmodels.session import Centre


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who has signed in. ``must_change_password`` where the password was given to them by somebody else."""

    actor: Actor
    centres: tuple[Centre, ...]
    centre: Centre
    lock_minutes: int
    session_hours: int
    must_change_password: bool = False


def zone_of_desk(centres: Iterable[LocationView], home_location_id: int | None) -> ZoneInfo | None:
    """Whose clock hangs at this desk, before anybody has signed in: that of its own centre, else the one that all
    centres share; None where nobody can say."""
    zones = {centre.id: centre.zone for centre in centres}
    if home_location_id in zones:
        return ZoneInfo(zones[home_location_id])
    shared = set(zones.values())
    return ZoneInfo(shared.pop()) if len(shared) == 1 else None


def arrive(services: Services, actor: Actor, home_location_id: int | None) -> Arrival:
    """Looks up what the person needs; refuses with NotFound("own_centre") somebody who belongs to no centre."""
    clinic = services.locations.clinic()
    centres = tuple(
        Centre(view.id, view.name, ZoneInfo(view.zone), view.currency, view.country, clinic.name)
        for view in services.locations.centres_of(actor)
    )
    if not centres:
        raise NotFound("own_centre")
    # The oldest where the computer knows none: a new centre must not take over the desks because of its name.
    oldest = min(centres, key=lambda centre: centre.id)
    centre = next((centre for centre in centres if centre.id == home_location_id), oldest)
    settings = services.settings.current(centre.id)
    return Arrival(
        actor,
        centres,
        centre,
        settings.lock_minutes,
        settings.session_hours,
        services.sign_in.must_change_password(actor),
    )
