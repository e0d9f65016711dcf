// The address holds the view: whoever gets the link sees the same. What makes no sense is passed over.
const LISTS = { xe: "offEntities", xr: "offRelations", xs: "offStatuses" };
const NODE_LISTS = { more: "expanded", pin: "pinned", hide: "hidden" };
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const number = (value, least, most) => (value !== null && value !== "" && Number(value) >= least && Number(value) <= most ? Number(value) : null);
const nodeNumber = (id) => NODE_OF_ID.get(id)?.i ?? null;
const realDay = (iso) => DAY.test(iso ?? "") && !Number.isNaN(dayNumber(iso)) && isoDay(dayNumber(iso)) === iso;

function toHash() {
  const p = new URLSearchParams();
  const put = (key, value, plain) => { if (value !== plain && value !== null) p.append(key, value); };
  put("lang", state.lang, DATA.lang);
  put("theme", state.theme, null);
  for (const [key, field] of Object.entries(LISTS)) [...state[field]].sort().forEach((type) => p.append(key, type));
  for (const [key, field] of Object.entries(NODE_LISTS)) [...state[field]].forEach((i) => p.append(key, NODES[i].id));
  [...state.opened].forEach((i) => p.append("open", EDGES[i].id));
  put("since", state.since, null);
  put("until", state.until, null);
  put("undated", Number(state.undated), 1);
  put("articles", state.minArticles, 1);
  put("confidence", state.minConfidence, 0);
  put("cap", state.cap, DATA.cap);
  put("lonely", Number(state.lonely), 0);
  put("groups", Number(state.communities), 0);
  put("table", Number(state.table), 0);
  put("sort", `${state.sort.by} ${state.sort.down ? "down" : "up"}`, "date down");
  if (state.focus) { p.append("focus", NODES[state.focus.i].id); p.append("hops", state.focus.hops); }
  if (complete(state.path)) { p.append("from", NODES[state.path.from].id); p.append("to", NODES[state.path.to].id); }
  if (state.selected) p.append(state.selected.kind, (state.selected.kind === "node" ? NODES : EDGES)[state.selected.i].id);
  if (network) {
    const [x, y] = turned(network.getViewPosition());
    p.append("view", [x.toFixed(0), y.toFixed(0), network.getScale().toFixed(3)].join("_"));
  }
  return p.toString();
}

function fromHash(hash) {
  const p = new URLSearchParams(hash.replace(/^#/, ""));
  const read = fresh();
  for (const [key, field] of Object.entries(LISTS)) p.getAll(key).forEach((type) => read[field].add(type));
  for (const [key, field] of Object.entries(NODE_LISTS)) {
    p.getAll(key).map(nodeNumber).filter((i) => i !== null).forEach((i) => read[field].add(i));
  }
  p.getAll("open").filter((id) => EDGE_OF_ID.has(id)).forEach((id) => read.opened.add(EDGE_OF_ID.get(id).i));
  if (realDay(p.get("since"))) read.since = p.get("since");
  if (realDay(p.get("until"))) read.until = p.get("until");
  read.undated = p.get("undated") !== "0";
  read.lonely = p.get("lonely") === "1";
  read.minArticles = number(p.get("articles"), 1, 20) ?? 1;
  read.minConfidence = number(p.get("confidence"), 0, 1) ?? 0;
  if (DATA.caps.includes(Number(p.get("cap")))) read.cap = Number(p.get("cap"));
  const [focus, hops] = [nodeNumber(p.get("focus")), number(p.get("hops"), 1, 3)];
  if (focus !== null && hops) read.focus = { i: focus, hops };
  const [from, to] = [nodeNumber(p.get("from")), nodeNumber(p.get("to"))];
  if (from !== null && to !== null) read.path = { from, to };
  const [node, edge] = [nodeNumber(p.get("node")), EDGE_OF_ID.get(p.get("edge"))?.i ?? null];
  return { ...read,
    selected: node !== null ? { kind: "node", i: node } : edge !== null ? { kind: "edge", i: edge } : null,
    lang: Object.hasOwn(STRINGS.ui, p.get("lang")) ? p.get("lang") : DATA.lang,
    theme: ["light", "dark"].includes(p.get("theme")) ? p.get("theme") : null,
    communities: p.get("groups") === "1", table: p.get("table") === "1", sort: sortFromHash(p.get("sort")) };
}

function sortFromHash(written) {
  const [by, way] = (written ?? "").split(" ");
  return Object.hasOwn(COLUMNS, by) ? { by, down: way === "down" } : { by: "date", down: true };
}

function viewFromHash(hash) {
  const [across, down, scale] = (new URLSearchParams(hash.replace(/^#/, "")).get("view") ?? "").split("_").map(Number);
  const [x, y] = turned({ x: across, y: down });
  return [x, y, scale].every(Number.isFinite) && scale > 0.001 && scale < 100 ? { position: { x, y }, scale } : null;
}

// A page inside a notebook has no address of its own to write to.
const addressable = location.protocol !== "about:";
let written = null;
let saving = null;
function save() {
  if (!addressable) return;
  written = `#${toHash()}`;
  history.replaceState(null, "", written);
}
function saveSoon() {
  clearTimeout(saving);
  saving = setTimeout(save, 250);
}
views.push(saveSoon);
window.addEventListener("hashchange", ({ newURL }) => {
  const { hash } = new URL(newURL);
  if (hash !== written) openHash(hash);
});

function openHash(hash) {
  update(fromHash(hash));
  const view = viewFromHash(hash);
  if (view) network.moveTo({ ...view, animation: false });
  else {
    fit();
    // Whoever is sent a name or a line shall see it, not the whole.
    if (state.selected) reveal(ends(state.selected), 1);
  }
}
