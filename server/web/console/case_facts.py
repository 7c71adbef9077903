"""Declared beside found as the case page shows it: source, as-of, difference, what it changes."""

from typing import Any

from server.casework import desk
from server.casework.checks import FactRow
from server.casework.desk import StaffCase, Weight
from server.core.money import yuan
from server.web.console import survey_words, words

_MARKS = {
    "agrees": "一致",
    "differs": "不一致",
    "declared_only": "以申报为准",
    "found_only": "按查得",
}
_COVERAGE = {"covered": "已查得", "not_covered": "没接通，不等于没有", "unknown": "没查到"}
_SIGNED = {
    "signed": "已签",
    "asked": "等签",
    "refused": "不同意",
    "not_needed": "不用签",
    "held": "不得联系",
    "passed": "不等他签",
}


def facts(seen: StaffCase) -> dict[str, Any]:
    """Declared beside found, and what has not been found."""
    picture = seen.picture
    weights = desk.weigh(seen)
    groups = [
        {
            "title": "申报与合计（元）",
            "rows": [_line(row, weights.get(row.fact.key)) for row in picture.household],
        }
    ]
    people = sorted({row.person for row in picture.people})
    for person in people:
        rows = [_person_line(row) for row in picture.people if row.person == person]
        groups.append({"title": f"{person}：登记部门查得（元）", "rows": rows})
    if picture.survey:
        seen_at_home = [survey_words.line(row) for row in picture.survey]
        groups.insert(1, {"title": "入户看到的", "rows": seen_at_home})
    waiting = [q for q in picture.queries if q.state != "answered"]
    if waiting:
        groups.append({"title": "还没有查得", "rows": [_query_line(q) for q in waiting]})
    matter = sum(weight.matters for weight in weights.values())
    summary = f"{picture.differences} 处不一致，{picture.not_found} 处没查到"
    summary += f"，{matter} 处影响结果" if matter else ""
    signers = [
        {"name": signer.name, "words": _SIGNED.get(signer.state, signer.state)}
        for signer in seen.signers
    ]
    return {"groups": [g for g in groups if g["rows"]], "summary": summary, "signers": signers}


def _line(row: FactRow, weight: Weight | None) -> dict[str, str]:
    look = "" if weight is None else "is-diff is-key" if weight.matters else "is-diff"
    return {
        "label": row.fact.label,
        "declared": words.value(row.fact, row.declared),
        "found": words.value(row.fact, row.found),
        "source": words.register(row.source),
        "as_of": f"{row.as_of:%m-%d}" if row.as_of else "",
        "mark": _MARKS[row.state] if weight is None else _difference(row),
        "weight": "" if weight is None else _says(weight),
        "look": look,
    }


def _difference(row: FactRow) -> str:
    """How much more or less was found."""
    if row.fact.is_money and isinstance(row.found, int) and isinstance(row.declared, int):
        more = row.found - row.declared
        return f"{'多' if more > 0 else '少'} {yuan(abs(more))}"
    return "不一致"


def _says(weight: Weight) -> str:
    """Whether a difference matters for the verdict."""
    if weight.turns_verdict:
        return "影响结论"
    return "影响金额" if weight.shifts_amount else "不影响结论"


def _person_line(row: FactRow) -> dict[str, str]:
    covered = row.state == "covered"
    return {
        "label": row.fact.label,
        "declared": "",
        "found": words.value(row.fact, row.found)
        if covered
        else _COVERAGE.get(row.state, "没查到"),
        "source": words.register(row.source),
        "as_of": f"{row.as_of:%m-%d}" if row.as_of else "",
        "mark": "" if covered else "未覆盖",
        "weight": "",
        "look": "",
    }


def _query_line(query: Any) -> dict[str, str]:
    return {
        "label": f"{words.register(query.register)} · {query.person}",
        "declared": "",
        "found": words.QUERY_STATES.get(query.state, query.state),
        "source": "",
        "as_of": "",
        "mark": "",
        "weight": "",
        "look": "",
    }
