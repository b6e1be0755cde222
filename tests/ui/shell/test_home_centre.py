"""At which centre a desk begins."""

from tests.ui.shell.conftest import Program


def test_a_desk_that_knows_no_centre_begins_at_the_oldest_and_then_where_somebody_chose_to_be(program: Program) -> None:
    clinic, session = program.clinic, program.app.session
    assert clinic is not None and program.app.desk is not None
    program.sign_in("admin")
    program.wait(lambda: session.signed_in)
    assert [centre.name for centre in session.centres] == sorted(centre.name for centre in session.centres)
    assert session.centres[0].id != session.centre.id == clinic.kolkata

    session.look_at(session.centre_at(clinic.berlin))
    program.settle()
    program.app.desk.sign_out()
    program.sign_in("admin")
    program.wait(lambda: session.signed_in)
    assert session.centre.id == clinic.berlin
    assert program.app.settings.home_location_id == clinic.berlin
