"""The plan of a run, made of what people wrote: `load_plan(config)`."""

from clippings.plan.config import read_config
from clippings.plan.load import load_plan
from clippings.plan.plan import Plan

__all__ = ["Plan", "load_plan", "read_config"]
