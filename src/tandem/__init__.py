"""Tandem (协同): people and machines serve a lender's customers together."""

__version__ = "0.1.0"
