"""The language of rules over facts: a small typed grammar, read by hand, in which unknown is not false.

    either   = both (("or"|"或") both)*        both = negation (("and"|"且") negation)*
    negation = ("not"|"非") negation | comparison
    comparison = sum [("=="|"!="|"<"|"<="|">"|">=") sum | ["not"] "in" "(" literal ("," literal)* ")"]
    sum      = product (("+"|"-") product)*    product = term (("*"|"/") term)*
    term     = "(" either ")" | "known" "(" name ")" | "tag" "(" text ")" | fact | layer | today
             | 500元 | 2万元 | 30天 | 3 | 80% | 2026-11-22 | "text" | true | false

Nothing of it reaches Python's own evaluator; length, depth and size are bounded."""

from tandem.contexts.portraits.rules.language.checking import Vocabulary, Word, check
from tandem.contexts.portraits.rules.language.evaluating import evaluate
from tandem.contexts.portraits.rules.language.kinds import Kind, Value, shown
from tandem.contexts.portraits.rules.language.parsing import parse
from tandem.contexts.portraits.rules.language.problems import BadRule, Fault
from tandem.contexts.portraits.rules.language.reading import Rule, compile_rule, reads
from tandem.contexts.portraits.rules.language.tree import Tree
from tandem.contexts.portraits.rules.language.wording import Names, in_words

__all__ = [
    "BadRule",
    "Fault",
    "Kind",
    "Names",
    "Rule",
    "Tree",
    "Value",
    "Vocabulary",
    "Word",
    "check",
    "compile_rule",
    "evaluate",
    "in_words",
    "parse",
    "reads",
    "shown",
]
