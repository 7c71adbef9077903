"""The table of moves, and the diagram drawn from it."""

from dataclasses import dataclass

from server.core.actors import Role

STAGES = (
    "draft", "submitted", "correction", "accepted", "checking", "surveying", "reviewing",
    "publicity", "county_review", "approved", "refused", "not_accepted", "withdrawn", "closed",
)  # fmt: skip
FINAL = frozenset({"refused", "not_accepted", "withdrawn", "closed"})
OPEN_STAGES = tuple(s for s in STAGES if s not in FINAL | {"draft", "approved"})

_TOWNSHIP_STAGES = (
    "submitted", "correction", "accepted", "checking", "surveying", "publicity",
)  # fmt: skip

_RESIDENT = frozenset({Role.RESIDENT})
_TOWNSHIP = frozenset({Role.CLERK, Role.HEAD})
# Who goes to the house; either of the two ends the visit by sending what was seen.
_VISITORS = _TOWNSHIP | {Role.VILLAGE_HELPER}
_REVIEW = frozenset({Role.HEAD, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
_COUNTY = frozenset({Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER})
_SYSTEM = frozenset({Role.SYSTEM})


@dataclass(frozen=True)
class Move:
    """One step somebody may take. `when` names a guard over the situation."""

    step: str
    from_stage: str
    to_stage: str
    roles: frozenset[Role]
    when: str = ""


def _moves() -> tuple[Move, ...]:
    table = [
        Move("submit", "draft", "submitted", _RESIDENT),
        Move("ask_correction", "submitted", "correction", _TOWNSHIP),
        Move("resubmit", "correction", "submitted", _RESIDENT),
        Move("accept", "submitted", "accepted", _TOWNSHIP),
        Move("not_accept", "submitted", "not_accepted", _TOWNSHIP),
        Move("start_checking", "accepted", "checking", _SYSTEM, "lane_checks"),
        Move("start_surveying", "checking", "surveying", _TOWNSHIP, "lane_surveys"),
        Move("end_surveying", "surveying", "checking", _VISITORS),
        Move("propose_grant", "checking", "publicity", _TOWNSHIP, "lane_publishes"),
        Move("propose_grant", "checking", "reviewing", _TOWNSHIP, "lane_publishes_nothing"),
        Move("propose_refusal", "checking", "reviewing", _TOWNSHIP),
        Move("propose_grant", "accepted", "reviewing", _TOWNSHIP, "lane_checks_nothing"),
        Move("propose_refusal", "accepted", "reviewing", _TOWNSHIP, "lane_checks_nothing"),
        Move("close_publicity", "publicity", "reviewing", _SYSTEM),
        Move("reinvestigate", "publicity", "checking", _TOWNSHIP | _COUNTY),
        Move("send_back", "reviewing", "checking", _REVIEW, "lane_checks"),
        Move("send_back", "county_review", "checking", _COUNTY, "lane_checks"),
        Move("send_back", "reviewing", "accepted", _REVIEW, "lane_checks_nothing"),
        Move("send_back", "county_review", "accepted", _COUNTY, "lane_checks_nothing"),
        Move("refer_up", "reviewing", "county_review", frozenset({Role.HEAD})),
        Move("grant", "reviewing", "approved", _REVIEW, "within_limit"),
        Move("refuse", "reviewing", "refused", _REVIEW),
        Move("grant", "county_review", "approved", _COUNTY),
        Move("refuse", "county_review", "refused", _COUNTY),
        Move("convert", "submitted", "submitted", _TOWNSHIP),
        Move("convert", "accepted", "accepted", _TOWNSHIP),
        Move("convert", "checking", "accepted", _TOWNSHIP),
        Move("close", "approved", "closed", _SYSTEM),
        Move("withdraw", "draft", "withdrawn", _RESIDENT),
    ]
    table += [Move("withdraw", stage, "withdrawn", _RESIDENT) for stage in OPEN_STAGES]
    # Where conflicts leave nobody in the township, the county handles the case, or decides it.
    table += [Move("step_in", stage, stage, _SYSTEM) for stage in _TOWNSHIP_STAGES]
    table.append(Move("step_in", "reviewing", "county_review", _SYSTEM))
    return tuple(table)


MOVES = _moves()


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for move in MOVES:
        if move.step == "withdraw" or (move.step == "step_in" and move.to_stage == move.from_stage):
            continue
        guard = f" [{move.when}]" if move.when else ""
        lines.append(f"    {move.from_stage} --> {move.to_stage}: {move.step}{guard}")
    lines.append(
        f"    note right of withdrawn: from draft and each of {len(OPEN_STAGES)} open stages"
    )
    lines += [f"    {stage} --> [*]" for stage in STAGES if stage in FINAL]
    return "\n".join(lines) + "\n"
