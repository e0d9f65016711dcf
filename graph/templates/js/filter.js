// What is to be seen, and why the rest is not.
const EPOCH = 719163; // 1970-01-01 as Python counts days
const dayNumber = (iso) => Date.parse(`${iso}T00:00:00Z`) / 86400000 + EPOCH;
const isoDay = (number) => new Date((number - EPOCH) * 86400000).toISOString().slice(0, 10);

function eventPasses(event) {
  if (event.c < state.minConfidence) return false;
  if (!event.span) return state.undated;
  return (!state.since || event.span[1] >= dayNumber(state.since))
    && (!state.until || event.span[0] <= dayNumber(state.until));
}
const passingEvents = (edge) => edge.events.filter(eventPasses);

// Articles behind events; copies of one text count once.
const articlesOf = (events) => new Set(events.map((e) => DATA.sources[e.src].copy)).size;

function edgePasses(edge) {
  if (state.offRelations.has(edge.type) || state.offStatuses.has(edge.status)) return false;
  if (![edge.a, edge.b].every((i) => state.pinned.has(i) || !state.offEntities.has(NODES[i].type))) return false;
  const events = passingEvents(edge);
  return events.length > 0 && (state.minArticles < 2 || articlesOf(events) >= state.minArticles);
}

// Nodes within `hops` of node `start` over `edges`.
function neighbourhood(start, hops, edges) {
  const near = new Set([start]);
  for (let hop = 0; hop < hops; hop += 1) {
    const found = edges.filter((e) => near.has(e.a) !== near.has(e.b)).flatMap((e) => [e.a, e.b]);
    found.forEach((i) => near.add(i));
  }
  return near;
}

// Shortest way between two nodes over `edges`, the better reported of equals: {nodes, edges} or null.
function shortestPath({ from, to }, edges) {
  const adjacent = new Map();
  for (const edge of [...edges].sort((a, b) => b.n - a.n || a.i - b.i)) {
    for (const end of [edge.a, edge.b]) adjacent.set(end, [...(adjacent.get(end) ?? []), edge]);
  }
  const cameBy = new Map([[from, null]]);
  const queue = [from];
  while (queue.length && !cameBy.has(to)) {
    const at = queue.shift();
    for (const edge of adjacent.get(at) ?? []) {
      const next = edge.a === at ? edge.b : edge.a;
      if (!cameBy.has(next)) {
        cameBy.set(next, edge);
        queue.push(next);
      }
    }
  }
  if (!cameBy.has(to)) return null;
  const path = { nodes: [to], edges: [] };
  for (let at = to; cameBy.get(at);) {
    const edge = cameBy.get(at);
    path.edges.unshift(edge.i);
    at = edge.a === at ? edge.b : edge.a;
    path.nodes.unshift(at);
  }
  return path;
}

const complete = (path) => path && path.from !== null && path.to !== null;

// Returns {nodes: Set, edges: Set, path, why: {...counts}}; NODES are in order of importance.
function visible() {
  const passing = EDGES.filter(edgePasses);
  const linked = new Set(passing.flatMap((e) => [e.a, e.b]));
  const near = state.focus && neighbourhood(state.focus.i, state.focus.hops, passing);
  const path = complete(state.path) ? shortestPath(state.path, passing) : null;
  const asked = new Set([...(path?.nodes ?? []), ...ends(state.selected)]);
  const uncapped = new Set([...asked, ...state.expanded, ...state.pinned, ...(near ?? [])]);
  const why = { filter: 0, focus: 0, lonely: 0, cap: 0, mine: 0, file: DATA.left_out.nodes };
  const nodes = new Set();
  for (const node of NODES) {
    const reason = whyNot(node, linked, near, asked);
    if (reason) why[reason] += 1;
    else if (nodes.size >= state.cap && !uncapped.has(node.i)) why.cap += 1;
    else nodes.add(node.i);
  }
  const drawn = passing.filter((e) => nodes.has(e.a) && nodes.has(e.b));
  const tied = new Set(drawn.flatMap((e) => [e.a, e.b]));
  // A name all of whose neighbours are beyond the cap would stand there without a line.
  for (const i of nodes) {
    if (linked.has(i) && !tied.has(i) && !uncapped.has(i) && nodes.delete(i)) why.cap += 1;
  }
  return { nodes, edges: new Set(drawn.map((e) => e.i)), path, why };
}

function ends(chosen) {
  if (!chosen) return [];
  return chosen.kind === "node" ? [chosen.i] : [EDGES[chosen.i].a, EDGES[chosen.i].b];
}

function whyNot(node, linked, near, asked) {
  if (state.hidden.has(node.i)) return "mine";
  if (state.pinned.has(node.i)) return null;
  if (asked.has(node.i)) return null;
  if (near && !near.has(node.i)) return "focus";
  if (state.offEntities.has(node.type)) return "filter";
  if (linked.has(node.i)) return null;
  if (node.edges.length) return "filter";
  return state.lonely ? null : "lonely";
}
