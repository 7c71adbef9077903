"""Invented people in consistent households, the same for the same seed."""

from server.sandbox.population.people import Household, Person, id_no_for
from server.sandbox.population.records import facts_for
from server.sandbox.population.stories import STORIES, Story
from server.sandbox.population.town import Town, build

__all__ = ["STORIES", "Household", "Person", "Story", "Town", "build", "facts_for", "id_no_for"]
