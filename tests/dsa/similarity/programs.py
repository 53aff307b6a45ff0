"""Programs of two people: one solves a small scheduling task, the other has taken it and disguised it, or has not."""

from typing import Final

ORIGINAL: Final = """\
import sys


def read_visits(stream):
    # One visit a line: when it begins and ends.
    visits = []
    for line in stream:
        begin, end = line.split()
        if int(end) > int(begin):
            visits.append((int(begin), int(end)))
    return visits


def busiest(visits):
    steps = []
    for begin, end in visits:
        steps.append((begin, 1))
        steps.append((end, -1))
    here, most = 0, 0
    for moment, change in sorted(steps):
        here += change
        if here > most:
            most = here
    return most


print(busiest(read_visits(sys.stdin)))
"""
# The same with other names, other comments, another order of the functions, other layout.
DISGUISED: Final = '''\
"""My own solution."""
from sys import stdin


def maximum(intervals):
    """Counts who is there."""
    ev = []

    for a, b in intervals:
        ev.append((a, 1))  # comes
        ev.append((b, -1))  # goes

    cur, best = 0, 0
    for t, d in sorted(ev):
        cur += d
        if cur > best:
            best = cur
    return best

def parse(source):
    out = []
    for row in source:
        a, b = row.split()
        if int(b) > int(a):
            out.append((int(a), int(b)))
    return out

print(maximum(parse(stdin)))
'''
# Another person's way to the same answer.
INDEPENDENT: Final = """\
from collections import Counter
from itertools import accumulate

changes = Counter()
while True:
    try:
        text = input()
    except EOFError:
        break
    start, stop = map(int, text.split())
    if start < stop:
        changes[start] += 1
        changes[stop] -= 1
totals = accumulate(changes[key] for key in sorted(changes))
print(max(totals, default=0))
"""
# The first in Java, and the same again.
JAVA: Final = """\
import java.util.*;

public class Main {
    static int busiest(List<int[]> visits) {
        List<int[]> steps = new ArrayList<>();
        for (int[] visit : visits) {
            steps.add(new int[] {visit[0], 1});
            steps.add(new int[] {visit[1], -1});
        }
        steps.sort((a, b) -> a[0] != b[0] ? a[0] - b[0] : a[1] - b[1]);
        int here = 0, most = 0;
        for (int[] step : steps) {
            here += step[1];
            most = Math.max(most, here);
        }
        return most;
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        List<int[]> visits = new ArrayList<>();
        while (in.hasNextInt()) {
            visits.add(new int[] {in.nextInt(), in.nextInt()});
        }
        System.out.println(busiest(visits));
    }
}
"""
JAVA_DISGUISED: Final = """\
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** Mine. */
public class Main {
    public static void main(String[] argv) {
        Scanner sc = new Scanner(System.in);
        List<int[]> xs = new ArrayList<>();
        while (sc.hasNextInt()) { xs.add(new int[] {sc.nextInt(), sc.nextInt()}); }
        System.out.println(solve(xs));
    }

    // the sweep
    static int solve(List<int[]> xs) {
        List<int[]> ev = new ArrayList<>();
        for (int[] x : xs) {
            ev.add(new int[] {x[0], 1});
            ev.add(new int[] {x[1], -1});
        }
        ev.sort((p, q) -> p[0] != q[0] ? p[0] - q[0] : p[1] - q[1]);
        int cur = 0, best = 0;
        for (int[] e : ev) {
            cur += e[1];
            best = Math.max(best, cur);
        }
        return best;
    }
}
"""
CPP: Final = """\
#include <algorithm>
#include <iostream>
#include <vector>

// Sweeps over all ends.
int busiest(std::vector<std::pair<int, int>>& steps) {
    std::sort(steps.begin(), steps.end());
    int here = 0, most = 0;
    for (const auto& [moment, change] : steps) {
        here += change;
        if (here > most) most = here;
    }
    return most;
}

int main() {
    std::vector<std::pair<int, int>> steps;
    int begin, end;
    while (std::cin >> begin >> end) {
        steps.push_back({begin, 1});
        steps.push_back({end, -1});
    }
    std::cout << busiest(steps) << std::endl;
}
"""
CPP_DISGUISED: Final = """\
#include <bits/stdc++.h>
/* other words */
int f(std::vector<std::pair<int, int>>& v);

int main() {
    std::vector<std::pair<int, int>> v;
    int l, r;
    while (std::cin >> l >> r) { v.push_back({l, 1}); v.push_back({r, -1}); }
    std::cout << f(v) << std::endl;
}

int f(std::vector<std::pair<int, int>>& v) {
    std::sort(v.begin(), v.end());
    int c = 0, m = 0;
    for (const auto& [t, d] : v) {
        c += d;
        if (c > m) m = c;
    }
    return m;
}
"""
JAVASCRIPT: Final = """\
const lines = require("fs").readFileSync(0, "utf8").trim().split("\\n");

function busiest(visits) {
  const steps = [];
  for (const [begin, end] of visits) {
    steps.push([begin, 1], [end, -1]);
  }
  steps.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let here = 0;
  let most = 0;
  for (const [, change] of steps) {
    here += change; // comes or goes
    most = Math.max(most, here);
  }
  return most;
}

function parse(lines) {
  return lines.map((line) => line.split(" ").map(Number)).filter(([begin, end]) => begin < end);
}

console.log(busiest(parse(lines)));
"""
JAVASCRIPT_DISGUISED: Final = """\
/* start */
const parse2 = null;
function read(rows) { return rows.map((r) => r.split(" ").map(Number)).filter(([x, y]) => x < y); }
function peak(list) {
  const ev = [];
  for (const [x, y] of list) {
    ev.push([x, 1], [y, -1]);
  }
  ev.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  let n = 0;
  let top = 0;
  for (const [, d] of ev) {
    n += d;
    top = Math.max(top, n);
  }
  return top;
}
const input = require("fs").readFileSync(0, "utf8").trim().split("\\n");
console.log(peak(read(input)));
"""

COPIES: Final = {
    "python": (ORIGINAL, DISGUISED),
    "java": (JAVA, JAVA_DISGUISED),
    "cpp": (CPP, CPP_DISGUISED),
    "javascript": (JAVASCRIPT, JAVASCRIPT_DISGUISED),
}
