"""The register exchange of the contract: signed questions, answered now, later or never.

Working days are Monday to Friday here; public holidays are not known to the sandbox.
"""

from sanic import Blueprint

from server.sandbox.exchange import batches, queries
from server.sandbox.exchange.signing import check_signature


def door() -> Blueprint:
    """The exchange's door."""
    blueprint = Blueprint("exchange", url_prefix="/exchange/v1")
    blueprint.on_request(check_signature)
    blueprint.add_route(queries.ask, "/queries", methods=["POST"])
    blueprint.add_route(queries.poll, "/queries/<query_no:str>", methods=["GET"])
    blueprint.add_route(batches.put, "/batches/<batch_no:str>", methods=["PUT"])
    blueprint.add_route(batches.look, "/batches/<batch_no:str>", methods=["GET"])
    return blueprint
