"""The words behind the codes in refusals. Each is marked for translation here and translated in ``messages.py``."""

from PySide6.QtCore import QT_TRANSLATE_NOOP


def _marked(words: dict[str, object]) -> dict[str, str]:
    return {code: str(text) for code, text in words.items()}


# What can be wrong with a field, as the services' Invalid names it.
PROBLEMS = _marked(
    {
        "required": QT_TRANSLATE_NOOP("Problems", "This is needed."),
        "too_long": QT_TRANSLATE_NOOP("Problems", "This is too long."),
        "too_short": QT_TRANSLATE_NOOP("Problems", "This is too short: at least 8 characters."),
        "too_common": QT_TRANSLATE_NOOP("Problems", "This password is too easy to guess."),
        "contains_name": QT_TRANSLATE_NOOP("Problems", "The password must not contain the name or the login."),
        "used_before": QT_TRANSLATE_NOOP("Problems", "This password was used before. Choose another one."),
        "not_the_same": QT_TRANSLATE_NOOP("Problems", "The two passwords are not the same."),
        "not_an_email": QT_TRANSLATE_NOOP("Problems", "This is not an email address."),
        "not_a_logo": QT_TRANSLATE_NOOP("Problems", "This picture cannot be used as a logo."),
        "not_decided": QT_TRANSLATE_NOOP("Problems", "It has no credit note yet: it was not decided."),
        "nothing_to_credit": QT_TRANSLATE_NOOP("Problems", "There is nothing to take back of this invoice."),
        "not_a_username": QT_TRANSLATE_NOOP("Problems", "3 to 40 letters, digits, dots and dashes, with a letter."),
        "not_a_phone": QT_TRANSLATE_NOOP("Problems", "This is not a phone number."),
        "not_a_country": QT_TRANSLATE_NOOP("Problems", "Choose a country."),
        "not_a_currency": QT_TRANSLATE_NOOP("Problems", "Choose a currency."),
        "not_a_zone": QT_TRANSLATE_NOOP("Problems", "Choose a time zone."),
        "not_a_prefix": QT_TRANSLATE_NOOP("Problems", "1 to 4 letters or digits."),
        "not_a_colour": QT_TRANSLATE_NOOP("Problems", "This is not a colour."),
        "not_a_date": QT_TRANSLATE_NOOP("Problems", "There is no such date."),
        "not_a_time": QT_TRANSLATE_NOOP("Problems", "There is no such time."),
        "not_a_url": QT_TRANSLATE_NOOP("Problems", "This is not an address of a database."),
        "not_found": QT_TRANSLATE_NOOP("Problems", "This is not there any more."),
        "not_staff": QT_TRANSLATE_NOOP("Problems", "This is not a role of staff."),
        "not_positive": QT_TRANSLATE_NOOP("Problems", "The amount must be more than nothing."),
        "needs_profile": QT_TRANSLATE_NOOP("Problems", "A doctor needs a doctor's profile: add them under People."),
        "yourself": QT_TRANSLATE_NOOP("Problems", "You cannot do this to your own account."),
        "last_admin": QT_TRANSLATE_NOOP("Problems", "The clinic needs at least one admin."),
        "last_location": QT_TRANSLATE_NOOP("Problems", "The clinic needs at least one centre."),
        "unknown": QT_TRANSLATE_NOOP("Problems", "There is no such setting."),
        "wrong_type": QT_TRANSLATE_NOOP("Problems", "This is not the kind of value that is needed."),
        "out_of_bounds": QT_TRANSLATE_NOOP("Problems", "This is too small or too large."),
        "more_than_due": QT_TRANSLATE_NOOP("Problems", "This is more than is left to pay."),
        "change_only_from_cash": QT_TRANSLATE_NOOP("Problems", "Only cash gives change."),
        "till_not_open": QT_TRANSLATE_NOOP("Problems", "Open the till of this desk first: cash is counted there."),
        "till_open": QT_TRANSLATE_NOOP("Problems", "The till of this desk is open already."),
        "till_closed": QT_TRANSLATE_NOOP("Problems", "This till is closed already."),
        "no_desk": QT_TRANSLATE_NOOP("Problems", "This computer has no name as a desk: give it one in Preferences."),
        "difference_reason": QT_TRANSLATE_NOOP("Problems", "Say why this is not what was expected."),
        "more_than_counted": QT_TRANSLATE_NOOP("Problems", "This is more than was counted."),
        "more_than_in_till": QT_TRANSLATE_NOOP("Problems", "There is not so much cash in the till."),
        "not_a_colleague": QT_TRANSLATE_NOOP("Problems", "Choose somebody else who may keep a till at this centre."),
        "not_pieces": QT_TRANSLATE_NOOP("Problems", "There are no such coins or notes, or too many of them."),
        "not_a_upi_reference": QT_TRANSLATE_NOOP(
            "Problems", "Type the 12 digits of the UPI reference from the payer's phone."
        ),
        "reference_used": QT_TRANSLATE_NOOP("Problems", "This reference was entered for another payment today."),
        "not_four_digits": QT_TRANSLATE_NOOP("Problems", "Type the last four digits of the card."),
        "not_https": QT_TRANSLATE_NOOP("Problems", "This has to be the address of a web page, with https://."),
        "not_a_gateway": QT_TRANSLATE_NOOP("Problems", "Choose a way to be paid online."),
        "publishable_key": QT_TRANSLATE_NOOP(
            "Problems", "This is the publishable key. The secret key begins with sk_ or rk_."
        ),
        "webhook_secret_here": QT_TRANSLATE_NOOP(
            "Problems", "This is a webhook secret. The secret key begins with sk_ or rk_."
        ),
        "not_a_stripe_key": QT_TRANSLATE_NOOP("Problems", "A secret key of Stripe begins with sk_ or rk_."),
        "not_a_key_id": QT_TRANSLATE_NOOP("Problems", "A key ID of Razorpay begins with rzp_test_ or rzp_live_."),
        "not_a_secret": QT_TRANSLATE_NOOP("Problems", "This is not a secret of a key."),
        "not_a_upi_address": QT_TRANSLATE_NOOP("Problems", "An address for UPI looks like name@bank."),
        "more_than_price": QT_TRANSLATE_NOOP("Problems", "This is more than the price."),
        "below_paid": QT_TRANSLATE_NOOP("Problems", "More than that was paid already."),
        "money_went_back": QT_TRANSLATE_NOOP(
            "Problems", "Money was paid back with this, so it cannot be taken back. Book a new visit instead."
        ),
        "credited": QT_TRANSLATE_NOOP(
            "Problems", "Its invoice has a credit note, so this cannot be taken back. Book a new visit instead."
        ),
        "not_whole": QT_TRANSLATE_NOOP("Problems", "Type an amount such as 1250 or 1250.50."),
        "held_goes_back_whole": QT_TRANSLATE_NOOP("Problems", "Money that is held goes back whole, or not at all."),
        "not_that_way": QT_TRANSLATE_NOOP("Problems", "It cannot go back this way."),
        "goes_by_gateway": QT_TRANSLATE_NOOP("Problems", "It has been with the gateway, which sends it by itself."),
        "not_by_gateway": QT_TRANSLATE_NOOP("Problems", "This does not go back by a gateway."),
        "asked_yourself": QT_TRANSLATE_NOOP("Problems", "You asked for it yourself, so somebody else has to decide."),
        "nothing_due": QT_TRANSLATE_NOOP("Problems", "Nothing is due of this visit any more. Give it back instead."),
        "other_currency": QT_TRANSLATE_NOOP(
            "Problems", "The money came in another currency than the visit is in. Give it back instead."
        ),
        "not_held": QT_TRANSLATE_NOOP("Problems", "This money is not held any more."),
        "nothing_to_attach": QT_TRANSLATE_NOOP("Problems", "There is no money to attach here."),
        "no_failed_refund": QT_TRANSLATE_NOOP("Problems", "This refund does not wait for the desk any more."),
        "still_held": QT_TRANSLATE_NOOP("Problems", "The money is still held: accept it or give it back."),
        "too_long_a_time": QT_TRANSLATE_NOOP("Problems", "At most three months can be compared at once."),
        "more_than_paid": QT_TRANSLATE_NOOP("Problems", "This is more than was paid."),
        "nothing_to_pay_out": QT_TRANSLATE_NOOP("Problems", "Nothing is owed. What was taken back is carried over."),
        "too_many_rows": QT_TRANSLATE_NOOP("Problems", "Too many rows for one file. Choose a shorter period."),
        "voided_already": QT_TRANSLATE_NOOP("Problems", "This payout was taken back already."),
        "less_than_amount": QT_TRANSLATE_NOOP("Problems", "This is less than the amount."),
        "in_the_future": QT_TRANSLATE_NOOP("Problems", "This lies in the future."),
        "in_the_past": QT_TRANSLATE_NOOP("Problems", "This lies in the past."),
        "ends_before_start": QT_TRANSLATE_NOOP("Problems", "The end lies before the start."),
        "too_far_ahead": QT_TRANSLATE_NOOP("Problems", "This lies too far ahead."),
        "offered_already": QT_TRANSLATE_NOOP("Problems", "Another time is offered to this patient already."),
        "booked_then": QT_TRANSLATE_NOOP("Problems", "The patient has another visit at that time."),
        "too_old": QT_TRANSLATE_NOOP("Problems", "This lies too far back."),
        "not_a_weekday": QT_TRANSLATE_NOOP("Problems", "There is no such weekday."),
        "overlaps": QT_TRANSLATE_NOOP("Problems", "This overlaps with another one."),
        "twice": QT_TRANSLATE_NOOP("Problems", "This is there twice."),
        "in_use": QT_TRANSLATE_NOOP("Problems", "This is still in use."),
        "below_itself": QT_TRANSLATE_NOOP("Problems", "This cannot stand below itself."),
        "closed_already": QT_TRANSLATE_NOOP("Problems", "This day is closed already."),
        "not_offered": QT_TRANSLATE_NOOP("Problems", "The doctor does not offer this service there."),
        "not_a_region": QT_TRANSLATE_NOOP("Problems", "Choose a region of the country."),
        "appointments_to_come": QT_TRANSLATE_NOOP("Problems", "There are visits to come. Move or cancel them first."),
        "room_elsewhere": QT_TRANSLATE_NOOP("Problems", "This room belongs to another centre."),
        "not_at_centre": QT_TRANSLATE_NOOP("Problems", "The doctor does not work at this centre."),
        "outside_work": QT_TRANSLATE_NOOP("Problems", "A break lies inside working hours."),
        "not_an_amount": QT_TRANSLATE_NOOP("Problems", "Type an amount such as 1250 or 1250.50."),
        "not_a_number": QT_TRANSLATE_NOOP("Problems", "Type a whole number."),
        "not_a_method": QT_TRANSLATE_NOOP("Problems", "Choose a way to pay."),
        "not_a_security": QT_TRANSLATE_NOOP("Problems", "Choose STARTTLS, TLS or none."),
        "being_sent": QT_TRANSLATE_NOOP("Problems", "This message is being sent at this moment."),
        "has_left": QT_TRANSLATE_NOOP("Problems", "This message has left already, or was dropped."),
        "no_address": QT_TRANSLATE_NOOP("Problems", "The patient has no email address. Enter one first."),
        "overtaken": QT_TRANSLATE_NOOP(
            "Problems", "What this message says is not true any more: the visit or its payment has changed since."
        ),
        "too_late": QT_TRANSLATE_NOOP("Problems", "The time that this message is about is over."),
        "same_patient": QT_TRANSLATE_NOOP("Problems", "These are the same patient."),
        "not_today": QT_TRANSLATE_NOOP("Problems", "This is possible today only."),
        "no_zone": QT_TRANSLATE_NOOP("Problems", "The time zone is missing."),
        "taken": QT_TRANSLATE_NOOP("Problems", "This is taken already."),
        "endless": QT_TRANSLATE_NOOP("Problems", "A series needs an end: how many times, or until which day."),
        "too_many": QT_TRANSLATE_NOOP("Problems", "These are too many visits for one series."),
        "too_far": QT_TRANSLATE_NOOP("Problems", "A series can go on for a year at most."),
        "not_a_rule": QT_TRANSLATE_NOOP("Problems", "This is no rule by which days repeat."),
        "group_session": QT_TRANSLATE_NOOP("Problems", "The visits of a group session end together."),
        "no_days": QT_TRANSLATE_NOOP("Problems", "No day fits this: the end lies before the first visit."),
    },
)

UNREACHABLE = _marked(
    {
        "network": QT_TRANSLATE_NOOP(
            "Unreachable", "The database cannot be reached. Check the network and the server."
        ),
        "password": QT_TRANSLATE_NOOP("Unreachable", "The database refuses the user name or the password."),
        "rights": QT_TRANSLATE_NOOP(
            "Unreachable", "The database does not let this user in, or not do this. Ask who runs the server."
        ),
        "locked": QT_TRANSLATE_NOOP(
            "Unreachable", "The database is in use by another program and did not answer in time."
        ),
        "missing": QT_TRANSLATE_NOOP("Unreachable", "The database is not there, or this computer may not open it."),
        "folder": QT_TRANSLATE_NOOP(
            "Unreachable", "The folder cannot be written to: it is protected, or a file has its name."
        ),
        "damaged": QT_TRANSLATE_NOOP("Unreachable", "The file is damaged, or it is no database."),
        "disk_full": QT_TRANSLATE_NOOP(
            "Unreachable", "The disk is full. Nothing was saved; free some space and try again."
        ),
        "disk": QT_TRANSLATE_NOOP("Unreachable", "The disk reports a fault. Nothing was saved."),
        "read_only": QT_TRANSLATE_NOOP("Unreachable", "The database can be read but not written to."),
        "not_a_clinic": QT_TRANSLATE_NOOP(
            "Unreachable", "This database belongs to something else, not to Clinic Desktop."
        ),
        "not_empty": QT_TRANSLATE_NOOP(
            "Unreachable", "Somebody works with this database already. Name one that is empty."
        ),
        "old_schema": QT_TRANSLATE_NOOP(
            "Unreachable", "The database has to be upgraded first: start the program, or run clinic-desktop migrate."
        ),
        "port_taken": QT_TRANSLATE_NOOP(
            "Unreachable", "This address of this computer is in use by another program, or not allowed. Choose another."
        ),
        "url": QT_TRANSLATE_NOOP("Unreachable", "This is not an address of a SQLite or PostgreSQL database."),
        "no_password": QT_TRANSLATE_NOOP(
            "Unreachable",
            "This computer keeps no password for the database. Set CLINIC_DATABASE_URL with the whole address.",
        ),
    },
)

# Why a time cannot be booked: the codes of WhyNot in domain/scheduling.
SLOT_REASONS = _marked(
    {
        "no_such_time": QT_TRANSLATE_NOOP("SlotReasons", "the clocks skip this time on that day"),
        "past": QT_TRANSLATE_NOOP("SlotReasons", "it lies in the past"),
        "notice": QT_TRANSLATE_NOOP("SlotReasons", "it is too soon"),
        "horizon": QT_TRANSLATE_NOOP("SlotReasons", "it is too far ahead"),
        "weekend": QT_TRANSLATE_NOOP("SlotReasons", "no online booking at weekends"),
        "holiday": QT_TRANSLATE_NOOP("SlotReasons", "the centre is closed that day"),
        "leave": QT_TRANSLATE_NOOP("SlotReasons", "the doctor is on leave"),
        "unavailable": QT_TRANSLATE_NOOP("SlotReasons", "the doctor is not available"),
        "blocked": QT_TRANSLATE_NOOP("SlotReasons", "the time is blocked"),
        "break": QT_TRANSLATE_NOOP("SlotReasons", "the doctor has a break"),
        "outside_hours": QT_TRANSLATE_NOOP("SlotReasons", "it lies outside the doctor's hours"),
        "taken": QT_TRANSLATE_NOOP("SlotReasons", "somebody else has it"),
        "hold": QT_TRANSLATE_NOOP("SlotReasons", "another desk is booking it right now"),
        "buffer_before": QT_TRANSLATE_NOOP("SlotReasons", "it comes too soon after the visit before"),
        "buffer_after": QT_TRANSLATE_NOOP("SlotReasons", "it is too close to the visit after"),
        "room": QT_TRANSLATE_NOOP("SlotReasons", "no room is free then"),
        "off_step": QT_TRANSLATE_NOOP("SlotReasons", "no visit begins at this minute"),
    },
)

STATES = _marked(
    {
        "pending": QT_TRANSLATE_NOOP("States", "not confirmed yet"),
        "confirmed": QT_TRANSLATE_NOOP("States", "booked"),
        "rejected": QT_TRANSLATE_NOOP("States", "rejected"),
        "checked_in": QT_TRANSLATE_NOOP("States", "waiting"),
        "in_progress": QT_TRANSLATE_NOOP("States", "with the doctor"),
        "completed": QT_TRANSLATE_NOOP("States", "completed"),
        "cancelled": QT_TRANSLATE_NOOP("States", "cancelled"),
        "no_show": QT_TRANSLATE_NOOP("States", "marked as no-show"),
    },
)

STEPS = _marked(
    {
        "confirm": QT_TRANSLATE_NOOP("Steps", "confirmed"),
        "reject": QT_TRANSLATE_NOOP("Steps", "rejected"),
        "cancel": QT_TRANSLATE_NOOP("Steps", "cancelled"),
        "check_in": QT_TRANSLATE_NOOP("Steps", "checked in"),
        "no_show": QT_TRANSLATE_NOOP("Steps", "marked as no-show"),
        "start": QT_TRANSLATE_NOOP("Steps", "started"),
        "complete": QT_TRANSLATE_NOOP("Steps", "completed"),
        "reschedule": QT_TRANSLATE_NOOP("Steps", "moved"),
        "change_length": QT_TRANSLATE_NOOP("Steps", "made longer or shorter"),
        "call_in": QT_TRANSLATE_NOOP("Steps", "called in"),
        "hold": QT_TRANSLATE_NOOP("Steps", "held"),
        "skip": QT_TRANSLATE_NOOP("Steps", "skipped"),
        "back_to_queue": QT_TRANSLATE_NOOP("Steps", "put back into the queue"),
        "set_urgency": QT_TRANSLATE_NOOP("Steps", "made more or less urgent"),
        "undo": QT_TRANSLATE_NOOP("Steps", "taken back"),
        "resume": QT_TRANSLATE_NOOP("Steps", "put back into the queue"),
    },
)

THINGS = _marked(
    {
        "patient": QT_TRANSLATE_NOOP("Things", "The patient"),
        "practitioner": QT_TRANSLATE_NOOP("Things", "The doctor"),
        "appointment": QT_TRANSLATE_NOOP("Things", "The visit"),
        "encounter": QT_TRANSLATE_NOOP("Things", "The visit's note"),
        "account": QT_TRANSLATE_NOOP("Things", "The account"),
        "location": QT_TRANSLATE_NOOP("Things", "The centre"),
        "room": QT_TRANSLATE_NOOP("Things", "The room"),
        "service": QT_TRANSLATE_NOOP("Things", "The service"),
        "invoice": QT_TRANSLATE_NOOP("Things", "The invoice"),
        "payment": QT_TRANSLATE_NOOP("Things", "The payment"),
        "refund": QT_TRANSLATE_NOOP("Things", "The refund"),
        "finding": QT_TRANSLATE_NOOP("Things", "The finding"),
        "payout": QT_TRANSLATE_NOOP("Things", "The payout"),
        "till": QT_TRANSLATE_NOOP("Things", "The till"),
        "picture": QT_TRANSLATE_NOOP("Things", "The picture"),
        "clinic": QT_TRANSLATE_NOOP("Things", "The clinic"),
        "message": QT_TRANSLATE_NOOP("Things", "The message"),
        "waiting_entry": QT_TRANSLATE_NOOP("Things", "The entry on the waiting list"),
        "slot_offer": QT_TRANSLATE_NOOP("Things", "The offer"),
        "hold": QT_TRANSLATE_NOOP("Things", "The hold"),
        "series": QT_TRANSLATE_NOOP("Things", "The series"),
        "exception": QT_TRANSLATE_NOOP("Things", "The exception"),
        "closure": QT_TRANSLATE_NOOP("Things", "The closed day"),
    },
)

PERMISSIONS = _marked(
    {
        "see_appointments": QT_TRANSLATE_NOOP("Permissions", "seeing these visits"),
        "book": QT_TRANSLATE_NOOP("Permissions", "booking here"),
        "reschedule": QT_TRANSLATE_NOOP("Permissions", "moving this visit"),
        "cancel": QT_TRANSLATE_NOOP("Permissions", "cancelling this visit"),
        "approve": QT_TRANSLATE_NOOP("Permissions", "confirming bookings"),
        "squeeze_in": QT_TRANSLATE_NOOP("Permissions", "squeezing somebody in"),
        "book_outside_hours": QT_TRANSLATE_NOOP("Permissions", "booking outside the doctor's hours"),
        "check_in": QT_TRANSLATE_NOOP("Permissions", "checking patients in"),
        "call_in": QT_TRANSLATE_NOOP("Permissions", "calling patients in"),
        "complete": QT_TRANSLATE_NOOP("Permissions", "starting and completing visits"),
        "mark_no_show": QT_TRANSLATE_NOOP("Permissions", "marking a no-show"),
        "see_patients": QT_TRANSLATE_NOOP("Permissions", "seeing these patients"),
        "edit_patients": QT_TRANSLATE_NOOP("Permissions", "changing patients"),
        "merge_patients": QT_TRANSLATE_NOOP("Permissions", "merging patients"),
        "read_notes": QT_TRANSLATE_NOOP("Permissions", "reading medical notes"),
        "use_hold": QT_TRANSLATE_NOOP("Permissions", "using a time that somebody else holds"),
        "undo": QT_TRANSLATE_NOOP("Permissions", "taking back what somebody else did, or what was done long ago"),
        "write_notes": QT_TRANSLATE_NOOP("Permissions", "writing medical notes"),
        "read_history": QT_TRANSLATE_NOOP("Permissions", "reading medical histories"),
        "write_history": QT_TRANSLATE_NOOP("Permissions", "changing medical histories"),
        "take_payment": QT_TRANSLATE_NOOP("Permissions", "taking payments"),
        "see_payments": QT_TRANSLATE_NOOP("Permissions", "seeing payments"),
        "refund": QT_TRANSLATE_NOOP("Permissions", "paying money back"),
        "set_any_refund": QT_TRANSLATE_NOOP("Permissions", "setting what is paid back"),
        "see_earnings": QT_TRANSLATE_NOOP("Permissions", "seeing earnings"),
        "edit_hours": QT_TRANSLATE_NOOP("Permissions", "changing hours"),
        "say_late": QT_TRANSLATE_NOOP("Permissions", "saying that a doctor is late"),
        "edit_waiting_list": QT_TRANSLATE_NOOP("Permissions", "changing the waiting list"),
        "edit_practitioners": QT_TRANSLATE_NOOP("Permissions", "changing doctors"),
        "verify_registration": QT_TRANSLATE_NOOP("Permissions", "verifying registrations"),
        "edit_staff": QT_TRANSLATE_NOOP("Permissions", "changing staff"),
        "edit_locations": QT_TRANSLATE_NOOP("Permissions", "changing centres"),
        "edit_services": QT_TRANSLATE_NOOP("Permissions", "changing services"),
        "see_overview": QT_TRANSLATE_NOOP("Permissions", "seeing the overview"),
        "edit_settings": QT_TRANSLATE_NOOP("Permissions", "changing the clinic's settings"),
        "approve_refund": QT_TRANSLATE_NOOP("Permissions", "approving refunds"),
        "keep_till": QT_TRANSLATE_NOOP("Permissions", "keeping a till"),
        "see_tills": QT_TRANSLATE_NOOP("Permissions", "seeing the tills of all desks"),
        "pay_out": QT_TRANSLATE_NOOP("Permissions", "paying doctors out"),
        "reconcile": QT_TRANSLATE_NOOP("Permissions", "comparing the gateways' records with ours"),
        "see_messages": QT_TRANSLATE_NOOP("Permissions", "seeing what patients are told"),
        "see_audit": QT_TRANSLATE_NOOP("Permissions", "seeing who did what"),
    },
)
