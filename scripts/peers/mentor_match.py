#!/usr/bin/python3
"""Solves a mentor-match sample with SciPy's dense solver, by the authors' rules.

Usage: mentor_match.py MENTEES.csv MENTORS.csv
Prints {"served","objective"}: as many mentees as possible, then the most
points. It shares nothing with the program but the two files.
"""

import csv
import json
import sys

import numpy as np
from scipy.optimize import linear_sum_assignment

GRADES = "AA,AO,EO,HEO,SEO,Grade 7,Grade 6,SCS1,SCS2,SCS3,SCS4".split(",")
PLACES = 3
PAIR = 1_000_000  # worth more than any sum of points: coverage first


def read(name):
    with open(name, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def points(mentee, mentor):
    steps = GRADES.index(mentor["grade"]) - GRADES.index(mentee["grade"])
    if mentee["organisation"] == mentor["organisation"] or steps not in (1, 2):
        return None
    return (12 if steps == 2 else 9) + (10 if mentee["profession"] == mentor["profession"] else 0)


def main():
    mentees, mentors = read(sys.argv[1]), read(sys.argv[2])
    worth = np.zeros((len(mentees), PLACES * len(mentors)))
    for i, e in enumerate(mentees):
        for j, o in enumerate(mentors):
            p = points(e, o)
            if p is not None:
                worth[i, j * PLACES : (j + 1) * PLACES] = PAIR + p
    chosen = worth[linear_sum_assignment(worth, maximize=True)]
    served = int((chosen > 0).sum())
    print(json.dumps({"served": served, "objective": int(chosen.sum()) - served * PAIR}))


main()
