"""What each setting is called and does, in which group it stands, and as what it is typed."""

from clinic_desktop.ui.admin.message_settings import message_settings
from clinic_desktop.ui.admin.money_settings import money_settings
from clinic_desktop.ui.admin.program_settings import program_settings
from clinic_desktop.ui.admin.setting_kinds import Group
from clinic_desktop.ui.admin.visit_settings import visit_settings


def groups() -> tuple[Group, ...]:
    """The settings of ``domain/settings.py`` that the program obeys, in the order in which the page shows them."""
    return (*visit_settings(), *message_settings(), *money_settings(), *program_settings())


def setting_titles() -> dict[str, str]:
    """What each setting is called."""
    return {words.key: words.title for group in groups() for words in group.settings}
