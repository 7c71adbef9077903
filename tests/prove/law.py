"""The order of things in a case's life, written by hand from the law: who may do what, from where."""

from hypothesis import strategies as st

from tests.journeys.people import ANSWERS
from tests.journeys.test_lanes import FIRE

CLERKS, DECIDERS = {"clerk", "head"}, {"head", "county_reviewer", "county_approver"}
COUNTY, APPLICANTS = {"county_reviewer", "county_approver"}, {"resident"}
OPEN = {"submitted", "correction", "accepted", "checking", "publicity", "reviewing"}
# step: (who, from where, to where); whoever else or anywhere else is refused.
ALLOWED = {
    "submit": (APPLICANTS, {"draft"}, {"submitted"}),
    "withdraw": (APPLICANTS, {"draft", "county_review"} | OPEN, {"withdrawn"}),
    "resubmit": (APPLICANTS, {"correction"}, {"submitted"}),
    "ask_correction": (CLERKS, {"submitted"}, {"correction"}),
    "accept": (CLERKS, {"submitted"}, {"accepted"}),
    "not_accept": (CLERKS, {"submitted"}, {"not_accepted"}),
    "convert": (CLERKS, {"submitted", "accepted", "checking"}, {"submitted", "accepted"}),
    "start_checking": ({"system"}, {"accepted"}, {"checking"}),
    "propose_grant": (CLERKS, {"accepted", "checking"}, {"publicity", "reviewing"}),
    "propose_refusal": (CLERKS, {"accepted", "checking"}, {"reviewing"}),
    "close_publicity": ({"system"}, {"publicity"}, {"reviewing"}),
    "send_back": (DECIDERS, {"reviewing", "county_review"}, {"checking", "accepted"}),
    "refer_up": ({"head"}, {"reviewing"}, {"county_review"}),
    "grant": (DECIDERS, {"reviewing", "county_review"}, {"approved"}),
    "refuse": (DECIDERS, {"reviewing", "county_review"}, {"refused"}),
    "close": ({"system"}, {"approved"}, {"closed"}),
    "step_in": ({"system"}, OPEN, OPEN | {"county_review"}),
}
LANES = {
    "expenditure": ANSWERS,
    "quick": FIRE,
    "urgent": FIRE | {"third_party.liability": "none", "cause.same_cause_aid": False},
}
AMOUNTS = st.sampled_from([None, 0, 1, 82_000, 82_001, 400_000, 5_000_000])
GRANT = {"outcome": "grant", "amount_fen": 82_000}
REFUSE = {"outcome": "refuse", "reason_codes": ["R12_DUPLICATE_CAUSE"], "reason": "已经帮过"}
OPINION = {"opinion": "看过了"}
ACTS = {
    "claim": {},
    "release": {},
    "accept": {},
    "not-accept": {"note": "不归这里"},
    "convert": {"lane": "urgent", "note": "等不得"},
    "corrections": {"points": [{"fact": "household.property", "words": "还有别的账户吗？"}]},
    "propose": GRANT | OPINION,
    "propose refusal": {"outcome": "refuse"} | OPINION,
    "send-back": {"note": "请再看"},
    "refer-up": {},
    "decide": GRANT,
    "decide refusal": REFUSE,
    "signers/pass": {"note": "人在外地"},
}
# What usually comes next, so that a walk gets somewhere.
NEXT = {
    "draft": [("resident", "submit"), ("delegate", "submit")],
    "submitted": [("clerk", "claim"), ("clerk", "accept"), ("clerk", "accept"),
                  ("clerk", "corrections"), ("clerk", "not-accept")],
    "correction": [("resident", "answer"), ("delegate", "answer")],
    "accepted": [("clerk", "claim"), ("clerk", "propose"), ("clerk", "propose refusal")],
    "checking": [("clerk", "claim"), ("clerk", "propose"), ("clerk", "propose refusal")],
    "reviewing": [("head", "decide"), ("head", "refer-up"), ("head", "decide refusal"),
                  ("head", "send-back"), ("approver", "decide")],
    "county_review": [("approver", "decide"), ("reviewer", "send-back"),
                      ("approver", "decide refusal")],
}  # fmt: skip
