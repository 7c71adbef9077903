"""What a proof of service must hold, and until when one may appeal; pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.letters.errors import ServiceInvalid
from server.core import clock
from server.registry import workdays
from server.registry.workdays import Deadline

REVIEW_DAYS, LITIGATION_MONTHS = 60, 6
# What each way of serving must name; reading in the app is confirmed by the addressee alone.
NEEDED = {
    "handed_over": ("receiver",),
    "post": ("tracking_no", "sent_on"),
    "left": ("witnesses", "place"),
    "public_notice": ("place", "sent_on"),
}


@dataclass(frozen=True)
class Proof:
    """How a letter was served, as the official records it."""

    method: str
    served_on: date
    sent_on: date | None = None
    receiver: str = ""
    witnesses: str = ""
    place: str = ""
    tracking_no: str = ""


@dataclass(frozen=True)
class Appeal:
    """The last days for an administrative review and for going to court."""

    review: Deadline
    litigation: Deadline


def check_proof(proof: Proof, *, issued_on: date, today: date) -> None:
    """Refuse a proof that would not stand: gaps, days before the letter, days to come.

    Raises ServiceInvalid.
    """
    if proof.method not in NEEDED:
        raise ServiceInvalid(fields={"method": "field.not_a_choice"})
    wrong = {
        name: "field.missing" for name in NEEDED[proof.method] if not _said(getattr(proof, name))
    }
    if not issued_on <= proof.served_on <= today:
        wrong["served_on"] = "field.day_outside"
    if proof.sent_on and not issued_on <= proof.sent_on <= proof.served_on:
        wrong["sent_on"] = "field.day_outside"
    if wrong:
        raise ServiceInvalid(fields=wrong)


def _said(given: object) -> bool:
    return bool(given.strip() if isinstance(given, str) else given)


def appeal_until(served_on: date) -> Appeal:
    """Sixty days for a review, six months for the court, from the day after service.

    A last day that is no work day moves to the next one (民法典 203).
    """
    start = clock.start_of(served_on)
    return Appeal(
        review=workdays.deadline(start, days=REVIEW_DAYS),
        litigation=workdays.deadline(start, days=_months_after(served_on, LITIGATION_MONTHS)),
    )


def _months_after(day: date, months: int) -> int:
    """How many days lie to the same day so many months on, or to that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    last = after - timedelta(days=1)
    return (min(last, first + timedelta(days=day.day - 1)) - day).days
