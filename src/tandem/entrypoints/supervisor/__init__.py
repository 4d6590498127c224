"""Keeps the product's processes alive: PostgreSQL, API, workers. Used by `tandem up`."""

from tandem.entrypoints.supervisor.plan import Plan, Program, product_plan
from tandem.entrypoints.supervisor.problems import CannotStart
from tandem.entrypoints.supervisor.supervising import Supervisor

__all__ = ["CannotStart", "Plan", "Program", "Supervisor", "product_plan"]
