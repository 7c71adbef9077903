"""The JSON API under /api/v1: the same doors for the mini-program, H5 and other systems."""

from sanic import Blueprint
from sanic.blueprint_group import BlueprintGroup

from server.web.api import (
    aid,
    assistant,
    calls,
    cases,
    conferences,
    contests,
    counter,
    feedback,
    holdings,
    items,
    letters,
    me,
    notices,
    objections,
    people,
    regions,
    reports,
    sessions,
    signing,
    staff,
    staff_batches,
    staff_desk,
    staff_letters,
    staff_members,
    staff_notes,
    staff_oversight,
    staff_queue,
    staff_signers,
    staff_surveys,
)

__all__ = ["doors"]


def doors() -> BlueprintGroup:
    """Every part of the API."""
    parts = (
        sessions,
        me,
        people,
        regions,
        items,
        cases,
        signing,
        contests,
        letters,
        notices,
        staff,
        staff_queue,
        staff_batches,
        staff_notes,
        staff_desk,
        staff_letters,
        counter,
        staff_members,
        staff_oversight,
        staff_signers,
        staff_surveys,
        calls,
        aid,
        feedback,
        holdings,
        objections,
        reports,
        conferences,
        assistant,
    )
    return Blueprint.group(*(part.blueprint for part in parts), url_prefix="/api/v1")
