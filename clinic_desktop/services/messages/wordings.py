"""Which wording holds for a message: the clinic's own in the patient's language, its own in any, else the program's."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.messages import MessageTemplate
from clinic_desktop.domain.codes import MessageChannel, MessageKind
from clinic_desktop.domain.default_wording import DEFAULT_WORDING
from clinic_desktop.domain.wording import Wording


def wording_for(session: Session, kind: MessageKind, channel: MessageChannel, language: str) -> Wording:
    """The wording in that language ("hi", "de-AT"), in its main language, or without one."""
    wanted = list(dict.fromkeys((language, language.partition("-")[0], "")))
    rows = session.execute(
        select(MessageTemplate.language, MessageTemplate.subject, MessageTemplate.body).where(
            MessageTemplate.kind == kind, MessageTemplate.channel == channel, MessageTemplate.language.in_(wanted)
        )
    ).all()
    found = {row.language: Wording(row.subject, row.body) for row in rows}
    return next((found[name] for name in wanted if name in found), DEFAULT_WORDING[kind])
