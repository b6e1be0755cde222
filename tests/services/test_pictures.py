"""The clinic's settings say how large a picture may be and how long an old one is kept."""

from pathlib import Path

import pytest

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.errors import FileTooLarge
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.services.pictures import ClinicPictures
from clinic_desktop.services.settings import CLINIC, SettingsService
from clinic_desktop.viewmodels.shell.housekeeping import Housekeeping
from tests.builders import Clinic
from tests.conftest import SetClock

PICTURE = Path(__file__).parents[1] / "data" / "uploads" / "made" / "ok_64.jpg"


@pytest.fixture
def pictures(settings: SettingsService, clock: SetClock, tmp_path: Path) -> ClinicPictures:
    return ClinicPictures(ImageStore(tmp_path, clock), settings)


def test_a_file_over_the_clinics_limit_is_refused(
    pictures: ClinicPictures, settings: SettingsService, clinic: Clinic
) -> None:
    settings.change(clinic.admin, {"picture_limit_megabytes": 1}, CLINIC)
    with pytest.raises(FileTooLarge) as refused:
        pictures.store(PICTURE.read_bytes() + bytes(2_000_000))
    assert refused.value.limit_bytes == pictures.limit_bytes() == 1024 * 1024


def test_old_pictures_go_after_as_many_days_as_the_clinic_says(
    pictures: ClinicPictures, settings: SettingsService, clinic: Clinic, clock: SetClock
) -> None:
    settings.change(clinic.admin, {"picture_kept_days": 3}, CLINIC)
    key = pictures.store(PICTURE.read_bytes()).key
    pictures.forget(key)
    housekeeping = Housekeeping(pictures, InlineTasks(), clock)
    clock.forward(days=2)
    housekeeping.sweep()
    assert pictures.path(key, 96).exists()
    clock.forward(days=1)
    housekeeping.sweep()
    assert not pictures.path(key, 96).exists()
