"""All fields in one place to import from."""

from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField, MultiChoiceField
from clinic_desktop.ui.kit.date_field import DateField
from clinic_desktop.ui.kit.field import Field, TextArea, TextField
from clinic_desktop.ui.kit.number_fields import AmountField, PhoneField
from clinic_desktop.ui.kit.password_field import PasswordField
from clinic_desktop.ui.kit.time_field import TimeField

__all__ = [
    "AmountField",
    "Choice",
    "ChoiceField",
    "DateField",
    "Field",
    "MultiChoiceField",
    "PasswordField",
    "PhoneField",
    "TextArea",
    "TextField",
    "TimeField",
]
