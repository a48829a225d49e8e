"""Days as they are given on a command line."""

import argparse
from datetime import date


def as_day(text: str) -> date:
    """For ``type=``: argparse shows the sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no date; write as 2026-12-31") from error
