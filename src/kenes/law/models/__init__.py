"""Instruments and obligations; acts, their versions and provisions."""

from kenes.law.models.acts import (
    Act,
    ActWord,
    Moved,
    Provision,
    Text,
    TreatyRule,
    Upload,
    Version,
)
from kenes.law.models.instruments import Commitment, Instrument, Obligation, Report

__all__ = [
    "Act",
    "ActWord",
    "Commitment",
    "Instrument",
    "Moved",
    "Obligation",
    "Provision",
    "Report",
    "Text",
    "TreatyRule",
    "Upload",
    "Version",
]
