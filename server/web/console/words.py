"""How the console says things: roles, registers, moments, amounts."""

from datetime import datetime, timedelta
from typing import Any

from server.catalogue.vocabulary import UNKNOWN, FactDef
from server.core import clock
from server.core.actors import Role
from server.core.money import yuan

ROLES = {
    Role.VILLAGE_HELPER: "村协理员",
    Role.CLERK: "经办",
    Role.HEAD: "负责人",
    Role.COUNTY_REVIEWER: "县级审核",
    Role.COUNTY_APPROVER: "县级审批",
    Role.MANAGER: "主管",
    Role.AUDITOR: "审计",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}
REGISTERS = {
    "public-security": "公安户籍",
    "civil-affairs": "民政救助库",
    "medical-insurance": "医保结算",
    "social-security": "人社",
    "tax": "税务",
    "real-estate": "不动产",
    "vehicles": "车管",
    "market": "市场监管",
    "banks": "银行汇总",
    "housing-fund": "公积金",
    "disability": "残联",
    "agriculture": "农业农村",
    "veterans": "退役军人",
    "education": "学籍",
    "courts": "法院",
    "prisons": "司法",
}
QUERY_STATES = {
    "waiting": "正在查",
    "asked": "等对方答复",
    "answered": "已查得",
    "refused": "授权没通过，没有查",
    "unknown_subject": "对方查无此人，请核对",
    "given_up": "没接通，不等于没有",
}
SERVICES = {
    "in_app": "本人在手机上确认收到",
    "handed_over": "当面送，签字",
    "post": "邮寄",
    "left": "留置，有见证人",
    "public_notice": "公告",
}
STEPS = {
    "submit": "提交",
    "ask_correction": "一次告知",
    "resubmit": "答复了告知",
    "accept": "受理",
    "not_accept": "不予受理",
    "start_checking": "开始核对",
    "convert": "转换类型",
    "report_linked": "并入一份报告",
    "open_conference": "发起个案会商",
    "visit_due": "到了回访的日子",
    "give_aid": "先行救助，出收条",
    "pay_instalment": "登记已付一笔",
    "start_surveying": "安排入户",
    "end_surveying": "入户结束",
    "propose_grant": "提出救助意见",
    "propose_refusal": "提出不予救助意见",
    "close_publicity": "公示期满",
    "reinvestigate": "公示异议成立，重新核对",
    "send_back": "退回补查",
    "refer_up": "报县级审批",
    "step_in": "镇上的人都要回避，由县级接手",
    "grant": "批准",
    "refuse": "不予批准",
    "withdraw": "本人撤回",
    "close": "办结",
}
CHANNELS = {"wechat": "微信", "sms": "短信", "call": "电话"}
RUNGS = {
    "delivered": "送到了",
    "handed_over": "已发出，没有回执",
    "waiting": "等着",
    "unknown": "不知道到没到",
    "failed": "没送到",
    "not_possible": "发不了",
    "tried": "打过，没人接",
    "told": "电话里告诉了",
    "visited": "上门告诉了",
    "not_reached": "没联系上",
    "read_in_app": "本人自己看到了",
}
WHY_CALL = {
    "no_phone": "没留手机，也没有微信",
    "not_reached": "微信和短信都没送到",
    "wished": "本人要求打电话",
}


def moment(at: datetime) -> str:
    """`09-18 15:20`, today as 今天."""
    local = clock.local(at)
    day = "今天" if local.date() == clock.today() else f"{local:%m-%d}"
    return f"{day} {local:%H:%M}"


def last_day(until: datetime) -> str:
    """The date of a deadline's last day; the moment where hours are counted."""
    local = clock.local(until)
    if local != clock.start_of(local.date()):
        return f"{local:%m-%d %H:%M}"
    return f"{clock.local(until) - timedelta(microseconds=1):%m-%d}"


def value(fact: FactDef, given: Any) -> str:
    """A fact's value in words; money in yuan."""
    if given is None or given == UNKNOWN:
        return "—" if given is None else "说不清"
    if fact.is_money:
        return yuan(int(given))
    if isinstance(given, bool):
        return "是" if given else "否"
    if isinstance(given, list):
        return HOLDINGS.get(fact.key, _count)(given) if given else "无"
    if fact.type == "account":
        return "****" + str(given)[-4:]
    return next((c.label for c in fact.choices if c.value == given), str(given))


def _count(given: list[Any]) -> str:
    return f"{len(given)} 项"


def _cars(given: list[Any]) -> str:
    return "；".join(f"{one['kind']}，{one['bought_on'][:4]} 年登记" for one in given)


def _homes(given: list[Any]) -> str:
    return "；".join(f"{one['area_m2']} 平方米，占 {one['share_percent']}%" for one in given)


def _interests(given: list[Any]) -> str:
    ends = {"open": "存续", "revoked": "吊销"}
    return "；".join(
        f"{one['name_kind']}，占 {one['share_percent']}%，{ends.get(one['status'], one['status'])}"
        for one in given
    )


# Lists that are read in a line; all others are counted.
HOLDINGS = {
    "vehicles.owned": _cars,
    "real_estate.dwellings": _homes,
    "market.interests": _interests,
}


def register(code: str) -> str:
    """A register's short name."""
    return "、".join(REGISTERS.get(part, part) for part in code.split("、") if part)
