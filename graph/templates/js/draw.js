// The picture: vis-network draws shapes and lines where Python put them; words.js adds the words.
const stage = document.getElementById("graph");
// Python lays the picture out wider than high: on a phone it is turned over its diagonal.
const UPRIGHT = stage.clientHeight > stage.clientWidth * 1.15;
const turned = ({ x, y }) => (UPRIGHT ? [y, x] : [x, y]);
const PLAIN_NODES = new Map(read("drawn-nodes").map((n) => {
  const [x, y] = turned(n);
  return [n.id, { ...n, x, y }];
}));
const PLAIN_EDGES = new Map(read("drawn-edges").map((e) => [e.id, e]));
const drawnNodes = new vis.DataSet([...PLAIN_NODES.values()]);
const drawnEdges = new vis.DataSet([...PLAIN_EDGES.values()]);
const edgeNumber = (id) => (typeof id === "number" ? id : Number(id.split(".")[0]));
const seenNodes = new vis.DataView(drawnNodes, { filter: (n) => !shown || shown.nodes.has(n.id) });
const seenEdges = new vis.DataView(drawnEdges, {
  filter: ({ id }) => !shown
    || (shown.edges.has(edgeNumber(id)) && state.opened.has(edgeNumber(id)) === (typeof id === "string")),
});
const COMMUNITY_COLOURS = ["#4477AA", "#CC6677", "#2E8B57", "#C9A227", "#45A5C4", "#9A4C95", "#7A6A55", "#D98254"];
const CLOSEST = 1.5; // how far a whole small graph is blown up
const LEGIBLE = 0.45; // below it, going to a name also zooms in
let network = null;
let hovered = null;

const nodeColour = (i) => (state.communities
  ? COMMUNITY_COLOURS[NODES[i].community] ?? STRINGS.unknown.color : PLAIN_NODES.get(i).color);

// What stands out: the path, or what belongs to the selection; null when nothing does.
function standing() {
  if (shown.path) return { nodes: new Set(shown.path.nodes), edges: new Set(shown.path.edges) };
  const chosen = state.selected;
  if (!chosen) return null;
  if (chosen.kind === "edge") return { nodes: new Set(ends(chosen)), edges: new Set([chosen.i]) };
  const edges = NODES[chosen.i].edges.filter((e) => shown.edges.has(e.i));
  return { nodes: new Set([chosen.i, ...edges.flatMap((e) => [e.a, e.b])]), edges: new Set(edges.map((e) => e.i)) };
}

// Bring looks in line with the state, touching only what changes.
const looks = new Map();
function restyle() {
  const out = standing();
  const changed = (key, value) => looks.get(key) !== value && looks.set(key, value);
  const nodes = [];
  for (const i of shown.nodes) {
    const dim = out && !out.nodes.has(i);
    const pinned = state.pinned.has(i);
    const chosen = ends(state.selected).includes(i);
    const colour = nodeColour(i);
    if (changed(`n${i}`, [dim, pinned, chosen, colour, state.theme, darkNow()].join())) {
      const border = chosen || pinned ? ink("--ink") : colour;
      const both = { background: colour, border };
      nodes.push({ id: i, opacity: dim ? 0.18 : 1, fixed: pinned, borderWidth: chosen ? 2.5 : pinned ? 1.5 : 0,
        color: { ...both, highlight: both, hover: both } });
    }
  }
  drawnNodes.update(nodes);
  const edges = [];
  for (const { id } of seenEdges.get({ fields: ["id"] })) {
    const plain = PLAIN_EDGES.get(edgeNumber(id));
    const dim = out && !out.edges.has(plain.id);
    const chosen = out?.edges.has(plain.id) && (shown.path || state.selected?.kind === "edge");
    if (changed(`e${id}`, `${dim},${chosen}`)) {
      const { color } = plain.color;
      edges.push({ id, width: plain.width * (chosen ? 1.8 : 1),
        color: { color, highlight: color, hover: color, opacity: dim ? 0.1 : chosen ? 1 : plain.color.opacity } });
    }
  }
  drawnEdges.update(edges);
}

// Draw an opened edge as one line for each of its dates, fanned out.
function openEvents() {
  const wanted = new Map([...state.opened].flatMap((i) => {
    const dates = eventDates(EDGES[i]);
    const plain = PLAIN_EDGES.get(i);
    const bent = (plain.smooth?.type === "curvedCCW" ? -1 : 1) * (plain.smooth?.roundness ?? 0);
    return dates.map((_, k) => {
      const bend = bent + (k - (dates.length - 1) / 2) * Math.min(0.16, 0.8 / dates.length);
      return [`${i}.${k}`, { ...plain, id: `${i}.${k}`, width: 1.6, smooth: Math.abs(bend) < 0.005 ? false
        : { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } }];
    });
  }));
  const stale = drawnEdges.getIds().filter((id) => typeof id === "string" && !wanted.has(id));
  drawnEdges.remove(stale);
  const added = [...wanted.values()].filter((e) => !drawnEdges.get(e.id));
  [...stale, ...added.map((e) => e.id)].forEach((id) => looks.delete(`e${id}`));
  drawnEdges.add(added);
}

const eventDates = (edge) => [...new Set(passingEvents(edge).map((e) => e.d ?? null))]
  .sort((a, b) => (a ?? "9999").localeCompare(b ?? "9999"));

function fit() {
  network.fit({ animation: false, maxZoomLevel: CLOSEST });
  saveSoon();
}

function start() {
  network = new vis.Network(stage, { nodes: seenNodes, edges: seenEdges }, read("options"));
  network.on("click", ({ nodes, edges }) => {
    if (nodes.length) select("node", nodes[0]);
    else if (edges.length) select("edge", edgeNumber(edges[0]));
    else select(null);
  });
  network.on("doubleClick", ({ nodes, edges }) => {
    if (nodes.length) expand(NODES[nodes[0]]);
    else if (edges.length) toggle(state.opened, edgeNumber(edges[0]));
  });
  network.on("hoverNode", ({ node }) => { hovered = { kind: "node", i: node }; network.redraw(); });
  network.on("hoverEdge", ({ edge }) => { hovered = { kind: "edge", i: edgeNumber(edge) }; network.redraw(); });
  for (const away of ["blurNode", "blurEdge"]) network.on(away, () => { hovered = null; network.redraw(); });
  network.on("dragEnd", ({ nodes }) => {
    const places = network.getPositions(nodes);
    drawnNodes.update(nodes.map((id) => ({ id, ...places[id] })));
    saveSoon();
  });
  network.on("zoom", saveSoon);
  network.on("afterDrawing", drawWords);
}

function draw() {
  openEvents();
  seenNodes.refresh();
  seenEdges.refresh();
  restyle();
  if (!network) start();
  network.redraw();
}
views.push(draw);

// The panel or the table has just taken or given room: take the new size on at once, not a frame later.
let size = "";
function resize() {
  const now = `${stage.clientWidth} ${stage.clientHeight}`;
  if (now === size) return;
  size = now;
  network.setSize("100%", "100%");
  network.redraw();
}

// Move the view to nodes `ids`, but only if one of them is out of sight or smaller than at scale `least`.
function reveal(ids, least = LEGIBLE) {
  const box = stage.getBoundingClientRect();
  const places = Object.values(network.getPositions(ids.filter((i) => shown.nodes.has(i))));
  const off = places.some((place) => {
    const { x, y } = network.canvasToDOM(place);
    return x < 40 || y < 40 || x > box.width - 40 || y > box.height - 40;
  });
  const tiny = network.getScale() < least;
  if (!places.length || !(off || tiny)) return;
  const [x, y] = ["x", "y"].map((axis) => places.map((p) => p[axis])).map((all) => [Math.min(...all), Math.max(...all)]);
  const room = Math.min((box.width - 100) / (x[1] - x[0]), (box.height - 100) / (y[1] - y[0])); // infinite for one node
  const scale = Math.min(Math.max(network.getScale(), tiny ? Math.max(least, 0.8) : 0), room);
  network.moveTo({ position: { x: (x[0] + x[1]) / 2, y: (y[0] + y[1]) / 2 }, scale, animation: false });
  saveSoon();
}

// Show all neighbours of `node`, also those beyond the cap.
function expand(node) {
  for (const edge of node.edges.filter(edgePasses)) {
    state.expanded.add(edge.a).add(edge.b);
    state.hidden.delete(edge.a);
    state.hidden.delete(edge.b);
  }
  update();
}
