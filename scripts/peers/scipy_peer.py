#!/usr/bin/python3
"""Solves a bare instance with SciPy and prints one JSON object.

    scipy_peer.py sparse|dense INSTANCE

sparse: min_weight_full_bipartite_matching on mentors split into places, with
a place of its own for every mentee that stays unmatched. dense:
linear_sum_assignment on the same matrix, for instances up to some 5,000.
The clock runs from the matrix in memory to the pairs.
"""

import json
import sys
import time

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching


def read(path):
    with open(path) as file:
        numbers = np.array(
            " ".join(line.split("#")[0] for line in file).split(), dtype=np.int64
        )
    n, m, e, none = (int(v) for v in numbers[:4])
    pairs = numbers[4 + m :].reshape(e, 3)
    return n, m, none, numbers[4 : 4 + m], pairs


def split_places(m, places, pairs):
    places = np.minimum(places, np.bincount(pairs[:, 1], minlength=m))
    first = np.concatenate([[0], np.cumsum(places)])
    copies = places[pairs[:, 1]]
    rows = np.repeat(pairs[:, 0], copies)
    offset = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    columns = np.repeat(first[pairs[:, 1]], copies) + offset
    return rows, columns, np.repeat(pairs[:, 2], copies), int(first[-1])


def main():
    how, path = sys.argv[1:]
    n, m, none, places, pairs = read(path)
    rows, columns, scores, width = split_places(m, places, pairs)
    top = max(int(scores.max()), none) + 1
    if how == "sparse":
        matrix = csr_matrix(
            (
                np.concatenate([top - scores, np.full(n, top - none)]).astype(float),
                (
                    np.concatenate([rows, np.arange(n)]),
                    np.concatenate([columns, width + np.arange(n)]),
                ),
            ),
            shape=(n, width + n),
        )
        solve = min_weight_full_bipartite_matching
    else:
        matrix = np.full((n, width + (0 if width >= n else n)), float(top - none))
        matrix[rows, columns] = top - scores
        solve = linear_sum_assignment
    cpu, wall = time.process_time(), time.monotonic()
    i, j = solve(matrix)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    cost = np.asarray(matrix[i, j]).sum()
    print(
        json.dumps(
            {
                "peer": "scipy " + how,
                "objective": int(round(n * top - cost)),
                "cpu_ms": round(cpu * 1e3, 1),
                "wall_ms": round(wall * 1e3, 1),
            }
        )
    )


main()
