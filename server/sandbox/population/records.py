"""What the registers hold of one person: from money and age for all, by dice where lives differ.

Everybody has their own dice, thrown from their number: more registers never change who there is.
"""

import random
from datetime import date, timedelta
from typing import Any

from server.sandbox.population.people import Person

_TODAY = date(2026, 10, 1)
_WORKING, _RETIRED, _DRIVING = 22, 60, 20
_VILLAGE = "2"  # the tenth digit of a village's code; a community in town has 0
_CARS = (("小型轿车", 1598), ("小型轿车", 1399), ("轻型客车", 1995), ("普通二轮摩托车", 124))
_TRADES = ("日用百货店", "小吃店", "建材经营部", "服装店")
_STAGES = ((3, "kindergarten"), (6, "compulsory"), (15, "upper_secondary"), (18, "undergraduate"))
Facts = dict[str, dict[str, Any]]


def facts_for(money: dict[str, int], benefits: tuple[str, ...] = ()) -> Facts:
    """What each register says of somebody with these amounts (fen) and nothing else."""
    own, base = money.get("medical", 0), money.get("base", 0)
    return {
        "civil-affairs": {
            "marriage.status": "unknown",
            "destitute.status": "none",
            "cremation.date": None,
            "benefits.existing": [{"item": item, "monthly_fen": 82000} for item in benefits],
        },
        "medical-insurance": {
            "medical.insured": True,
            "medical.total_cost_12m": own * 3,
            "medical.reimbursed_12m": own * 2,
            "medical.own_payment_12m": own,
        },
        "social-security": {
            "pension.monthly": money.get("pension", 0),
            "employment.insured": base > 0,
            "employment.contribution_base": base,
            "unemployment.benefit": 0,
        },
        **_money_registers(base, money.get("deposits", 0)),
        **_nothing_held(),
    }


def _money_registers(base: int, deposits: int) -> Facts:
    return {
        "tax": {"tax.wage_income_12m": base * 12, "tax.labour_income_12m": 0},
        "banks": {
            "bank.deposits": deposits,
            "bank.securities": 0,
            "bank.insurance_value": 0,
        },
        "housing-fund": {
            "housing_fund.base": base,
            "housing_fund.monthly_payment": base // 10,
            "housing_fund.balance": base * 2,
        },
    }


def _nothing_held() -> Facts:
    """What these registers say of most people: covered, and none."""
    return {
        "real-estate": {"real_estate.dwellings": []},
        "vehicles": {"vehicles.owned": []},
        "market": {"market.interests": []},
        "disability": {},
        "agriculture": {"agriculture.subsidies_year": 0, "agriculture.contracted_land": 0},
        "veterans": {},
        "education": {},
        "courts": {"courts.support_judgments": []},
        "prisons": {"prisons.serving": False},
    }


def add_holdings(person: Person) -> None:
    """A dwelling, a car, a shop, a school place: what fits this person's age, place and work."""
    dice = random.Random(person.id_no)
    age = _TODAY.year - person.born_on.year
    works = person.facts["social-security"]["employment.insured"]
    _dwell(person, dice, age)
    _drive_and_trade(person, dice, age, works=works)
    _farm(person, dice, age)
    _school(person, age)
    _certificates(person, dice, age)


def _dwell(person: Person, dice: random.Random, age: int) -> None:
    if person.relation not in {"户主", "配偶"} or age < _WORKING:
        return
    kind = "village_house" if person.region[9] == _VILLAGE else "flat"
    home = {
        "share_percent": 50
        if person.facts["civil-affairs"]["marriage.status"] == "married"
        else 100,
        # Of one household, one dwelling: the area comes from what they share, their place.
        "area_m2": 70 + int(person.region[-3:]) % 5 * 12,
        "use": kind,
        "region": person.lives_in or person.region,
    }
    second = {**home, "area_m2": 45, "use": "flat"}
    is_rich = dice.random() < 0.06
    person.facts["real-estate"]["real_estate.dwellings"] = [home, second] if is_rich else [home]


def _drive_and_trade(person: Person, dice: random.Random, age: int, *, works: bool) -> None:
    adult = _DRIVING <= age <= 70
    if adult and dice.random() < (0.35 if works else 0.08):
        kind, size = dice.choice(_CARS)
        bought = _TODAY - timedelta(days=dice.randint(200, 5000))
        car = {"kind": kind, "displacement_ml": size, "bought_on": bought.isoformat()}
        person.facts["vehicles"]["vehicles.owned"] = [car]
    if adult and not works and dice.random() < 0.05:
        shop = {
            "role": "operator",
            "name_kind": dice.choice(_TRADES),
            "share_percent": 100,
            "registered_capital_fen": dice.choice((1, 3, 5)) * 1_000_000,
            "status": dice.choice(("open", "open", "revoked")),
        }
        person.facts["market"]["market.interests"] = [shop]


def _farm(person: Person, dice: random.Random, age: int) -> None:
    if person.region[9] == _VILLAGE and person.relation == "户主" and age >= _DRIVING:
        land = dice.choice((0, 1200, 2000, 3300))
        # 120 yuan a mu of 667 square metres.
        told = {
            "agriculture.contracted_land": land,
            "agriculture.subsidies_year": land * 12_000 // 667,
        }
        person.facts["agriculture"] = told


def _school(person: Person, age: int) -> None:
    stage = [name for since, name in _STAGES if since <= age]
    if stage and age < _WORKING and person.relation in {"子", "女"}:
        person.facts["education"] = {"education.stage": stage[-1], "education.is_enrolled": True}


def _certificates(person: Person, dice: random.Random, age: int) -> None:
    if dice.random() < 0.05:
        person.facts["disability"] = {
            "disability.categories": [dice.choice(("physical", "visual", "hearing", "mental"))],
            "disability.level": dice.choice((1, 2, 3, 4)),
            "disability.valid_until": date(_TODAY.year + dice.randint(1, 8), 6, 30).isoformat(),
        }
    if age > _RETIRED and not person.is_female and dice.random() < 0.08:
        person.facts["veterans"] = {
            "veterans.category": "rural_retired_soldier",
            "veterans.allowance_monthly": 76_000,
        }
    works = person.facts["social-security"]["employment.insured"]
    if (
        not works
        and _DRIVING <= age < _RETIRED
        and person.relation == "子"
        and dice.random() < 0.01
    ):
        until = _TODAY + timedelta(days=dice.randint(100, 1500))
        person.facts["prisons"] = {"prisons.serving": True, "prisons.until": until.isoformat()}
    if person.facts["civil-affairs"]["marriage.status"] == "divorced" and dice.random() < 0.3:
        pays = {"role": "payer" if not person.is_female else "receiver", "kind": "child_support"}
        judged = [{**pays, "monthly_fen": 80_000, "until": "2032-06-30"}]
        person.facts["courts"]["courts.support_judgments"] = judged
