"""People who can be told something: with a phone, with WeChat, with a permit."""

from itertools import count

from server.contact import notices
from server.core import config, database
from server.core.privacy import blind_index, encrypt
from server.registry import people
from tests.factories.registry import a_phone

_numbers = count(1)


async def a_wechat_account(played, *, story="li-xiuying", permits=0, phone=""):
    """Somebody known by WeChat (and the sandbox) who allowed that many cards."""
    told = await played.login(await played.story(story))
    appid = config.settings().wechat_appid
    account = await people.account_for_openid("wechat-mini", appid, told["openid"], told["unionid"])
    await _give_phone(account.id, phone or a_phone())
    for _ in range(permits):
        await allow(played, account, told["openid"])
    return await people.account_of(account.id), told["openid"]


async def _give_phone(account_id, phone):
    await database.execute(
        "UPDATE accounts SET phone_enc = $2, phone_index = $3 WHERE id = $1",
        account_id,
        encrypt(phone, "accounts.phone"),
        blind_index(phone, "accounts.phone"),
    )


async def allow(played, account, openid):
    """One more card, known to WeChat and to our ledger."""
    template = config.settings().wechat_template_progress
    await played.ctl(f"/user/{openid}/subscribe", template=template, push=False)
    await notices.permit(
        account.id,
        appid=config.settings().wechat_appid,
        openid=openid,
        template=template,
        reason="accepted",
        once_key=f"tap:{openid}:{next(_numbers)}:{template}",
    )


async def a_notice(account, kind="case-accepted", once_key=""):
    """Something told to an account."""
    number = next(_numbers)
    case_no = f"XZ-20261124-{number:04d}-1"
    params = {"case_no": case_no, "due": "12月8日"}
    return await notices.tell(
        account.id, kind, once_key or f"{kind}:{case_no}", case_no=case_no, params=params
    )
