// Solves a bare instance (docs/matching.md, "Formats") with LEMON and prints
// one JSON object: {"peer","objective","cpu_ms","wall_ms"}. The clock runs from
// the graph in memory to the flow.
//
//   lemon simplex|scaling INSTANCE
//
// simplex: network simplex in transportation form, mentees against mentors
// with "at most" supplies. scaling: cost scaling with a sink. Staying
// unmatched is an arc of its own. Costs are shifted to be 0 or more.
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

using namespace lemon;
typedef long long number;

struct Instance {
  int n, m;
  number e, none;
  std::vector<int> places;
  std::vector<int> mentee, mentor, score;
};

static int next(FILE *f) {
  int c;
  while ((c = getc_unlocked(f)) != EOF && (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '#'))
    if (c == '#')
      while ((c = getc_unlocked(f)) != EOF && c != '\n') {
      }
  return c;
}

static number read_number(FILE *f) {
  int c = next(f);
  bool negative = c == '-';
  if (negative) c = getc_unlocked(f);
  number v = 0;
  for (; c >= '0' && c <= '9'; c = getc_unlocked(f)) v = v * 10 + (c - '0');
  ungetc(c, f);
  return negative ? -v : v;
}

static Instance read_instance(const char *path) {
  FILE *f = fopen(path, "r");
  if (!f) {
    perror(path);
    exit(1);
  }
  Instance in;
  in.n = read_number(f), in.m = read_number(f), in.e = read_number(f), in.none = read_number(f);
  for (int j = 0; j < in.m; j++) in.places.push_back(read_number(f));
  for (number k = 0; k < in.e; k++) {
    in.mentee.push_back(read_number(f));
    in.mentor.push_back(read_number(f));
    in.score.push_back(read_number(f));
  }
  fclose(f);
  return in;
}

static double now(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

template <class Solver>
static number run(Solver &solver, number shift, const Instance &in, double *cpu, double *wall) {
  *cpu = now(CLOCK_PROCESS_CPUTIME_ID), *wall = now(CLOCK_MONOTONIC);
  if (solver.run() != Solver::OPTIMAL) {
    fprintf(stderr, "not optimal\n");
    exit(1);
  }
  *cpu = now(CLOCK_PROCESS_CPUTIME_ID) - *cpu, *wall = now(CLOCK_MONOTONIC) - *wall;
  return shift * in.n - solver.template totalCost<number>();
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "lemon simplex|scaling INSTANCE\n");
    return 2;
  }
  bool simplex = !strcmp(argv[1], "simplex");
  Instance in = read_instance(argv[2]);
  number shift = in.none;
  for (int s : in.score) shift = std::max(shift, (number)s);
  SmartDigraph g;
  g.reserveNode(in.n + in.m + 2);
  g.reserveArc(in.e + in.n + in.m + 1);
  std::vector<SmartDigraph::Node> people;
  for (int k = 0; k < in.n + in.m; k++) people.push_back(g.addNode());
  SmartDigraph::Node nobody = g.addNode(), sink;
  if (!simplex) sink = g.addNode();
  for (number k = 0; k < in.e; k++) g.addArc(people[in.mentee[k]], people[in.n + in.mentor[k]]);
  for (int i = 0; i < in.n; i++) g.addArc(people[i], nobody);
  if (!simplex) {
    for (int j = 0; j < in.m; j++) g.addArc(people[in.n + j], sink);
    g.addArc(nobody, sink);
  }
  SmartDigraph::ArcMap<number> cost(g, 0), upper(g, 1);
  SmartDigraph::NodeMap<number> supply(g, 0);
  for (number k = 0; k < in.e; k++) cost[g.arcFromId(k)] = shift - in.score[k];
  for (int i = 0; i < in.n; i++) {
    cost[g.arcFromId(in.e + i)] = shift - in.none;
    supply[people[i]] = 1;
  }
  if (simplex) {
    for (int j = 0; j < in.m; j++) supply[people[in.n + j]] = -in.places[j];
    supply[nobody] = -in.n;
  } else {
    for (int j = 0; j < in.m; j++) upper[g.arcFromId(in.e + in.n + j)] = in.places[j];
    upper[g.arcFromId(in.e + in.n + in.m)] = in.n;
    supply[sink] = -in.n;
  }
  double cpu, wall;
  number objective;
  if (simplex) {
    typedef NetworkSimplex<SmartDigraph, number> NS;
    NS ns(g);
    ns.costMap(cost).supplyMap(supply).supplyType(NS::GEQ);
    // GEQ wants each mentee's supply sent in full, and mentors at most full.
    objective = run(ns, shift, in, &cpu, &wall);
  } else {
    CostScaling<SmartDigraph, number> cs(g);
    cs.costMap(cost).upperMap(upper).supplyMap(supply);
    objective = run(cs, shift, in, &cpu, &wall);
  }
  printf("{\"peer\":\"lemon %s\",\"objective\":%lld,\"cpu_ms\":%.1f,\"wall_ms\":%.1f}\n", argv[1], objective, cpu, wall);
}
