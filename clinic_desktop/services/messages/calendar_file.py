"""The calendar file of an appointment (RFC 5545 and 5546): one event, the same UID for ever, a higher SEQUENCE each
time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText

from clinic_desktop.domain.wording import one_line
from clinic_desktop.services.appointments.timetables import zone_of


def calendar_file(
    facts: Mapping[str, Any], recipient: str, address: str, subject: str, sender: str, now: datetime, method: str
) -> str:
    """The file that enters the appointment of ``facts`` into the patient's calendar (method "REQUEST"), or takes it out
    again ("CANCEL"). The message about a whole series enters all of it ("PUBLISH": the others speak of one event only).
    Times are those of the centre's zone, whose rules the file brings along."""
    calendar = Calendar()
    calendar.add("prodid", "-//Clinic Desktop//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    starts = []
    for each in facts.get("series") or [facts]:
        event = _event(each, recipient, address, subject, sender, now, method)
        calendar.add_component(event)
        starts.append(event.decoded("dtstart").date())
    calendar.add_missing_timezones(
        first_date=min(starts) - timedelta(days=366), last_date=max(starts) + timedelta(days=366)
    )
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _event(
    facts: Mapping[str, Any], recipient: str, address: str, subject: str, sender: str, now: datetime, method: str
) -> Event:
    """The appointment of the facts."""
    zone = zone_of(str(facts["zone"]))
    start = datetime.fromisoformat(str(facts["starts_at"])).astimezone(zone)
    end = datetime.fromisoformat(str(facts["ends_at"])).astimezone(zone)
    event = Event()
    event.add("uid", f"{facts['uid']}@clinic-desktop")
    event.add("sequence", int(facts["version"]))
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", one_line(f"{facts['service_name']}: {facts['practitioner_name']}"))
    event.add("description", one_line(subject))
    event.add("location", one_line(", ".join(_filled(facts, "location_name", "location_address"))))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _person(sender, str(facts.get("clinic_name", ""))), encode=False)
    if method != "PUBLISH":
        attendee = _person(address, recipient)
        attendee.params["PARTSTAT"] = vText("ACCEPTED")
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee, encode=False)
    return event


def _filled(facts: Mapping[str, Any], *names: str) -> list[str]:
    return [str(facts[name]) for name in names if facts.get(name)]


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    # Quotes cannot be written inside a parameter (RFC 5545, 3.2).
    person.params["CN"] = vText(one_line(name).replace('"', "'"))
    return person
