"""A clinic to look at: two centres, eight doctors, 3,000 invented patients, a year behind and a month ahead of now."""

from clinic_desktop.services.demo.build import PASSWORD, DemoLogin, DemoPeople, build_demo

__all__ = ["PASSWORD", "DemoLogin", "DemoPeople", "build_demo"]
