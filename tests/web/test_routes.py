"""Every route says who may use it; every API route is in the document."""

import re

import jsonschema
import pytest

from server.app import build_app
from server.web.access import Access
from server.web.openapi import document, operations


@pytest.fixture(scope="module")
def app():
    return build_app()


def test_every_route_says_who(app):
    silent = [
        route.path
        for route in app.router.routes
        if not isinstance(getattr(route.handler, "access", None), Access)
    ]

    assert silent == []


def test_what_is_open_to_all_is_a_short_list(app):
    """A new public route is a decision: add it here knowingly."""
    public = {one.path for one in operations(app) if one.access.is_public}

    assert public == PUBLIC


PUBLIC = {
    "/api/openapi.json",
    "/api/v1/assistant/messages",
    "/api/v1/conferences/{token}",
    "/api/v1/items",
    "/api/v1/items/{code}",
    "/api/v1/items/{code}/estimate",
    "/api/v1/letters/{code}/verification",
    "/api/v1/posters/answers/{token}",
    "/api/v1/posters/{code}/objections",
    "/api/v1/regions",
    "/api/v1/regions/{code}",
    "/api/v1/reports",
    "/api/v1/reports/{report_no}",
    "/api/v1/sessions/codes",
    "/api/v1/sessions/sms",
    "/api/v1/sessions/wechat",
    "/api/v1/staff/sessions",
}


def test_every_api_route_is_in_the_document(app):
    described = document(app)["paths"]

    methods: dict[str, set[str]] = {}
    for route in app.router.routes:
        if route.path.startswith("api/"):
            path = "/" + re.sub(r"<(\w+)(?::[^>]*)?>", r"{\1}", route.path)
            methods.setdefault(path, set()).update(method.lower() for method in route.methods)
    assert methods == {path: set(told) for path, told in described.items() if path in methods}


def test_every_schema_is_sound_and_every_reference_leads_somewhere(app):
    described = document(app)
    schemas = described["components"]["schemas"]

    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for name in re.findall(r"'#/components/schemas/([^']+)'", repr(described)):
        assert name in schemas


def test_operation_ids_are_distinct(app):
    ids = [one["operationId"] for path in document(app)["paths"].values() for one in path.values()]

    assert len(ids) == len(set(ids))


def test_staff_routes_are_for_staff_only(app):
    for one in operations(app):
        if one.path.startswith("/api/v1/staff/") and not one.access.is_public:
            assert not {"resident", "public"} & one.access.roles
