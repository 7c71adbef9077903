"""Reading what a console form says."""

from sanic import Request

from server.core.errors import Invalid
from server.core.money import from_yuan


class AmountWrong(Invalid):
    """Not an amount in yuan."""

    code = "console.amount_wrong"


def field(request: Request, name: str) -> str:
    """What a form says, without blanks around it."""
    form = request.form
    return str(form.get(name) or "").strip() if form else ""


def fields(request: Request, name: str) -> list[str]:
    """Every value a form gives for a name."""
    form = request.form
    return [str(value) for value in form.getlist(name) or ()] if form else []


def typed(request: Request) -> dict[str, str]:
    """Everything a form said, to be shown again when it is refused."""
    form = request.form
    return {name: field(request, name) for name in form} if form else {}


def note(request: Request) -> str:
    """The words of an act."""
    return field(request, "note")


def amount(request: Request) -> int:
    """The amount of an act in fen. Raises AmountWrong."""
    try:
        return from_yuan(field(request, "amount"))
    except ValueError:
        raise AmountWrong(fields={"amount": "field.not_money"}) from None
