"""Where each key stands."""

from counterfoil.policy.lines import line_of, lines_of

TEXT = '''# a comment with a = 1
[a]
b = """
c = 1
[d]
"""
"e f" = [
  1, # ]
  2,
]
g.h = { i = "[", j = 2 }

[[k]]
l = 1
[[k]]
l = 2
[k.m]
n = '#'
[ "o p" . q ]
'''

STANDS = {
    ("a",): 2,
    ("a", "b"): 3,
    ("a", "e f"): 7,
    ("a", "g", "h"): 11,
    ("k", 0): 13,
    ("k", 0, "l"): 14,
    ("k", 1): 15,
    ("k", 1, "l"): 16,
    ("k", 1, "m"): 17,
    ("k", 1, "m", "n"): 18,
    ("o p", "q"): 19,
}


def test_every_key_has_the_line_it_stands_on() -> None:
    assert lines_of(TEXT) == STANDS


def test_what_stands_inside_a_value_has_the_line_of_its_key() -> None:
    assert line_of(("a", "g", "h", "j"), STANDS) == 11
    assert line_of(("k", 1, "missing"), STANDS) == 15
    assert line_of(("missing",), STANDS) == 1
