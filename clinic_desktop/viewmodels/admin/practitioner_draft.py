"""A doctor's profile as the form edits it, and the changes that a person can make to it; no widgets, no database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from clinic_desktop.domain.codes import RuleKind
from clinic_desktop.integrations.pictures import Crop
from clinic_desktop.services.practitioners.values import (
    OfferedServiceDraft,
    PractitionerDraft,
    PractitionerProfile,
    PriceDraft,
    RoleDraft,
)
from clinic_desktop.services.scheduling.values import RuleDraft

WORKING_DAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class ChosenPicture:
    """A picture that was chosen and is not stored yet."""

    data: bytes
    crop: Crop


@dataclass(frozen=True, slots=True)
class FirstWeek:
    """The hours that a new doctor begins with at a centre; minutes of the local day. A break needs both its ends."""

    location_id: int
    weekdays: frozenset[int] = WORKING_DAYS
    start: int | None = 9 * 60
    end: int | None = 17 * 60
    break_start: int | None = 13 * 60
    break_end: int | None = 14 * 60

    def rules(self) -> tuple[RuleDraft, ...]:
        """The weekly hours; an end that is missing counts as the start, which the service refuses."""
        spans = [(RuleKind.WORK, self.start or 0, self.end or 0)]
        if self.break_start is not None and self.break_end is not None:
            spans.append((RuleKind.BREAK, self.break_start, self.break_end))
        return tuple(
            RuleDraft(self.location_id, kind, weekday, start, end)
            for weekday in sorted(self.weekdays)
            for kind, start, end in spans
        )


@dataclass(frozen=True, slots=True)
class PractitionerFormDraft:
    """``picture`` is a new one; that of ``profile`` is the stored one, or "". ``weeks`` are for new doctors only."""

    profile: PractitionerDraft
    picture: ChosenPicture | None = None
    with_login: bool = True
    username: str = ""
    weeks: tuple[FirstWeek, ...] = ()

    def rules(self) -> tuple[RuleDraft, ...]:
        """The first weekly hours at the centres of the profile."""
        places = {role.location_id for role in self.profile.roles}
        return tuple(rule for week in self.weeks if week.location_id in places for rule in week.rules())


def of_profile(profile: PractitionerProfile) -> PractitionerDraft:
    """The stored profile as a draft."""
    return PractitionerDraft(
        name=profile.name,
        email=profile.email,
        phone=profile.phone,
        picture=profile.picture,
        gender=profile.gender,
        qualifications=profile.qualifications,
        registration_number=profile.registration_number,
        experience_years=profile.experience_years,
        about=profile.about,
        languages=profile.languages,
        skills=profile.skills,
        address=profile.address,
        default_duration_minutes=profile.default_duration_minutes,
        primary_location_id=profile.primary_location_id,
        speciality_ids=profile.speciality_ids,
        roles=tuple(RoleDraft(role.location_id, role.fee.minor, role.room_id) for role in profile.roles),
        services=tuple(
            OfferedServiceDraft(
                offered.service_id,
                offered.own_duration,
                tuple(PriceDraft(price.location_id, price.price.minor) for price in offered.prices if price.own),
            )
            for offered in profile.services
        ),
    )


def with_place(draft: PractitionerDraft, location_id: int, works: bool) -> PractitionerDraft:
    """The doctor works at the centre, or not: then nothing of theirs is left there."""
    if works:
        return replace(draft, roles=(*draft.roles, RoleDraft(location_id)))
    primary = draft.primary_location_id if draft.primary_location_id != location_id else None
    services = tuple(
        replace(service, prices=tuple(price for price in service.prices if price.location_id != location_id))
        for service in draft.services
    )
    roles = tuple(role for role in draft.roles if role.location_id != location_id)
    return replace(draft, roles=roles, primary_location_id=primary, services=services)


def with_role(draft: PractitionerDraft, location_id: int, **changes: int | None) -> PractitionerDraft:
    """Another room or fee at a centre."""
    roles = (
        replace(role, **changes) if role.location_id == location_id else role  # type: ignore[arg-type]
        for role in draft.roles
    )
    return replace(draft, roles=tuple(roles))


def with_service(draft: PractitionerDraft, service_id: int, offered: bool) -> PractitionerDraft:
    """The doctor offers the service, or not."""
    kept = tuple(service for service in draft.services if service.service_id != service_id)
    return replace(draft, services=(*kept, OfferedServiceDraft(service_id)) if offered else kept)


def with_duration(draft: PractitionerDraft, service_id: int, minutes: int | None) -> PractitionerDraft:
    """A duration of the doctor's own for a service; None for the service's."""
    return _with_offered(draft, service_id, lambda offered: replace(offered, duration_minutes=minutes))


def with_price(draft: PractitionerDraft, service_id: int, location_id: int, minor: int | None) -> PractitionerDraft:
    """A price of the doctor's own for a service at a centre; None for the one that holds for everybody."""

    def priced(offered: OfferedServiceDraft) -> OfferedServiceDraft:
        others = tuple(price for price in offered.prices if price.location_id != location_id)
        return replace(offered, prices=others if minor is None else (*others, PriceDraft(location_id, minor)))

    return _with_offered(draft, service_id, priced)


def listed(text: str) -> tuple[str, ...]:
    """What a person typed with commas in between, as a list."""
    return _unique(part.strip() for part in text.replace(";", ",").replace("、", ",").replace("،", ",").split(","))


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def _with_offered(
    draft: PractitionerDraft, service_id: int, change: Callable[[OfferedServiceDraft], OfferedServiceDraft]
) -> PractitionerDraft:
    services = (change(service) if service.service_id == service_id else service for service in draft.services)
    return replace(draft, services=tuple(services))
