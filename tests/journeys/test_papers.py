"""Photographs of a case: sent in over the API, seen small and whole by whom it is for, nobody else."""

from io import BytesIO

import pytest
from PIL import Image

from server.core import database
from server.core.actors import Role
from tests.journeys.people import a_resident, a_submitted_case, an_official
from tests.journeys.test_persons import gives_mandate, serves, worker  # noqa: F401

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def a_photo(colour="white"):
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 58.0, 42.0), 29: "31.9783N"})
    out = BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def send(visitor, case_no, content, name="发票.jpg"):
    return await visitor.http.post(
        f"/api/v1/cases/{case_no}/files",
        headers={"authorization": f"Bearer {visitor.token}"},
        files={"file": (name, content, "image/jpeg")},
    )


async def fetch(visitor, path):
    headers = {"authorization": f"Bearer {visitor.token}"}
    return await visitor.http.get(f"/api/v1{path}", headers=headers)


@pytest.fixture
async def asked(http, sandbox):
    """A case whose applicant is asked for two things, and the clerk who asks."""
    li = await a_resident(http, sandbox)
    case_no = await a_submitted_case(li)
    clerk = await an_official(http, "clerk")
    await clerk.call("POST", f"/staff/cases/{case_no}/claim")
    points = [
        {"fact": "household.property", "words": "请拍存折的最后一页"},
        {"fact": "hardship.description", "words": "请拍住院的发票"},
    ]
    await clerk.call("POST", f"/staff/cases/{case_no}/corrections", {"points": points})
    li.case_no, li.clerk = case_no, clerk
    return li


async def points_of(li):
    return (await li.call("GET", f"/cases/{li.case_no}"))["corrections"][-1]["points"]


async def test_a_photo_answers_a_point_and_both_sides_see_it(asked):
    sent = await send(asked, asked.case_no, a_photo())
    assert sent.status_code == 201, sent.text
    file = sent.json()
    first, second = await points_of(asked)
    answers = [
        {"point": first["id"], "kind": "photo", "file_id": file["id"]},
        {"point": second["id"], "kind": "cannot"},
    ]
    path = f"/cases/{asked.case_no}/corrections/answers"
    told = await asked.call("POST", path, {"answers": answers})
    assert told["stage"] == "submitted"
    # The answer was lost on its way: sent again, it is done, not refused.
    assert (await asked.call("POST", path, {"answers": answers}))["stage"] == "submitted"
    assert (await send(asked, asked.case_no, a_photo())).json()["id"] == file["id"]
    late = await send(asked, asked.case_no, a_photo("red"))
    assert (late.status_code, late.json()["code"]) == (409, "corrections.nothing_asked")

    for who, at in ((asked, "/cases"), (asked.clerk, "/staff/cases")):
        (listed,) = (await who.call("GET", f"{at}/{asked.case_no}/files"))["files"]
        assert listed == file
        whole = await fetch(who, f"{at}/{asked.case_no}/files/{file['id']}")
        small = await fetch(who, f"{at}/{asked.case_no}/files/{file['id']}/small")
        assert whole.headers["content-type"] == small.headers["content-type"] == "image/jpeg"
        assert whole.headers["cache-control"] == "private, no-store"
        assert whole.headers["x-content-type-options"] == "nosniff"
        assert b"31.9783N" not in whole.content + small.content
        assert Image.open(BytesIO(small.content)).size == (320, 240)
    rows = await database.fetch(
        "SELECT split_part(actor, ':', 1) AS who FROM audit_rows WHERE action = 'open-file'"
        " AND subject = $1",
        f"case:{asked.case_no}",
    )
    assert sorted(row["who"] for row in rows) == ["resident", "resident", "staff", "staff"]
    copy = await asked.call("GET", "/me/looks")
    assert "open-file" in str(copy)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90\x00" * 100, "files.type_refused"),
        (b"PK\x03\x04" * 100, "files.type_refused"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "files.heic"),
        (a_photo()[:300], "files.damaged"),
        (PDF[:20], "files.damaged"),
        (b"", "web.file_missing"),
    ],
)
async def test_what_cannot_be_read_is_refused_whatever_its_name(asked, content, code):
    refused = await send(asked, asked.case_no, content, "照片.jpg")
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert await asked.call("GET", f"/cases/{asked.case_no}/files") == {"files": []}


async def test_too_much_is_refused_before_it_fills_anything(asked):
    refused = await send(asked, asked.case_no, b"\xff\xd8\xff" + b"x" * 11_000_000)
    assert refused.status_code == 413
    assert await asked.call("GET", f"/cases/{asked.case_no}/files") == {"files": []}


async def test_another_cases_file_is_no_answer(http, sandbox, asked):
    """Naming somebody else's file would make it readable through one's own case."""
    wang = await a_resident(http, sandbox, "wang-guilan")
    other = await a_submitted_case(wang)
    await asked.clerk.call("POST", f"/staff/cases/{other}/claim")
    points = {"points": [{"fact": "household.property", "words": "请拍存折"}]}
    await asked.clerk.call("POST", f"/staff/cases/{other}/corrections", points)
    theirs = (await send(wang, other, a_photo())).json()["id"]
    first, _ = await points_of(asked)
    answers = [{"point": first["id"], "kind": "photo", "file_id": theirs}]

    path = f"/cases/{asked.case_no}/corrections/answers"
    await asked.call("POST", path, {"answers": answers}, status=422)

    assert (await fetch(asked, f"/cases/{asked.case_no}/files/{theirs}")).status_code == 404


async def test_who_may_not_see_the_case_opens_no_file(http, sandbox, app_server, asked, worker):  # noqa: F811
    file = (await send(asked, asked.case_no, a_photo())).json()["id"]
    mine = f"/cases/{asked.case_no}/files/{file}"
    theirs = f"/staff{mine}"
    wang = await a_resident(http, sandbox, "wang-guilan")
    son = await a_resident(http, sandbox, "li-xiuying", 1)
    for resident in (wang, son):
        for part in ("", "/small"):
            assert (await fetch(resident, mine + part)).status_code == 404
            assert (await fetch(resident, theirs + part)).status_code == 403
        assert (await send(resident, asked.case_no, a_photo())).status_code == 404
    elsewhere = await an_official(http, "elsewhere", office="320699101")
    for part in ("", "/small"):
        assert (await fetch(elsewhere, theirs + part)).status_code == 404
    for number, role in enumerate(
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.MANAGER,
         Role.VILLAGE_HELPER, Role.AUDITOR)
    ):  # fmt: skip
        other = await an_official(http, f"other-{number}", role)
        assert (await fetch(other, theirs)).status_code in {403, 404}, role
    await asked.clerk.call(
        "POST", f"/staff/cases/{asked.case_no}/recusal", {"relation": "表姐"}, status=204
    )
    for part in ("", "/small"):
        assert (await fetch(asked.clerk, theirs + part)).status_code == 404
    opened = await database.fetch("SELECT 1 FROM audit_rows WHERE action = 'open-file'")
    assert opened == []


async def test_a_delegate_sends_and_sees_only_while_the_mandate_holds(http, sandbox, asked, worker):  # noqa: F811
    helper = await a_resident(http, sandbox, "zhang-jianguo")
    mandate_no = await gives_mandate(asked, helper)
    acting = await serves(helper, asked, mandate_no)
    file = (await send(acting, asked.case_no, a_photo())).json()["id"]
    assert (await fetch(acting, f"/cases/{asked.case_no}/files/{file}")).status_code == 200

    await asked.call("DELETE", f"/me/mandates/{mandate_no}")

    assert (await fetch(acting, f"/cases/{asked.case_no}/files/{file}")).status_code in {401, 404}
    assert (await fetch(asked, f"/cases/{asked.case_no}/files/{file}")).status_code == 200
