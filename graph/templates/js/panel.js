// Who a name is, and what is behind a line: every event with its sentences.
const panel = document.getElementById("panel");
const POSTS = ["holds_position", "appointed_to", "resigned_from"];

const dateText = (date) => date ?? text("undated");
const byDate = (a, b) => (a.d ?? "9999").localeCompare(b.d ?? "9999");
const certainty = (status) => el("span", { class: `badge ${status}`, textContent: typeName("statuses", status) });
const badge = (status) => status !== "actual" && certainty(status);
const action = (key, click, pressed = null) => el("button", { type: "button", textContent: text(key), "data-action": key,
  ...(pressed === null ? {} : { "aria-pressed": String(pressed) }), on: { click } });

function spanOf(edge) {
  const dates = eventDates(edge).filter(Boolean);
  if (!dates.length) return text("undated");
  return dates.length > 1 ? `${dates[0]} – ${dates.at(-1)}` : dates[0];
}

function closeButton() {
  return el("button", { type: "button", class: "close", textContent: "×", "aria-label": text("close"),
    on: { click: () => { shut(); searchBox.focus(); } } });
}

// Close what the panel shows: the selection, else the path.
function shut() {
  if (state.selected) select(null);
  else update({ path: null });
}

function section(key, ...content) {
  return el("section", {}, el("h3", { textContent: text(key) }), ...content);
}

function swatch(type) {
  const line = el("span", { class: "line" });
  line.style.borderTopColor = typeLook("relations", type).color;
  return line;
}

function posts(node) {
  const held = node.edges
    .filter((e) => e.a === node.i && POSTS.includes(e.type) && edgePasses(e))
    .flatMap(passingEvents).sort(byDate)
    .map((event) => [event, `${NODES[event.edge.b].label} ${event.title ?? typeName("relations", event.edge.type)}`]);
  return held.filter(([, what], i) => held.findIndex(([, w]) => w === what) === i)
    .map(([event, what]) => el("li", {}, what, badge(event.edge.status), event.d && el("time", { textContent: event.d })));
}

function nodeActions(node) {
  const hops = state.focus?.i === node.i ? state.focus.hops : 0;
  return el("p", { class: "actions" },
    [1, 2, 3].map((n) => el("button", { type: "button", textContent: text("hops", { n }), "aria-pressed": String(hops === n),
      "data-hops": String(n), on: { click: () => update({ focus: hops === n ? null : { i: node.i, hops: n } }) } })),
    action("expand", () => expand(node)),
    action("path_from", () => { update({ path: { from: node.i, to: null } }); document.getElementById("path-to").focus(); }),
    action("pin", () => toggle(state.pinned, node.i), state.pinned.has(node.i)),
    action("hide", () => { state.hidden.add(node.i); state.pinned.delete(node.i); select(null); }));
}

function nodePanel(node) {
  const edges = node.edges.filter(edgePasses);
  const types = [...new Set(edges.map((e) => e.type))]
    .sort((a, b) => Object.keys(STRINGS.relations).indexOf(a) - Object.keys(STRINGS.relations).indexOf(b));
  const held = posts(node);
  return [
    closeButton(),
    el("p", { class: "kind" }, symbol("entities", node.type), typeName("entities", node.type)),
    el("h2", { textContent: node.label }),
    el("p", { class: "counts" }, text("articles", { n: node.n }), " · ", text("relations_of", { n: edges.length }),
      edges.some((e) => !shown.edges.has(e.i)) && ` · ${text("drawn", { n: edges.filter((e) => shown.edges.has(e.i)).length })}`),
    nodeActions(node),
    held.length > 0 && section("posts", el("ul", { class: "posts" }, held)),
    node.aliases.length > 1 && section("aliases", el("p", { class: "aliases",
      textContent: node.aliases.map(([form, n]) => `${form} ${n}`).join(" · ") })),
    types.map((type) => el("section", {},
      el("h3", {}, swatch(type), typeName("relations", type)),
      el("ul", { class: "relations" }, edges.filter((e) => e.type === type)
        .sort((a, b) => spanOf(a).localeCompare(spanOf(b))).map((edge) => relationRow(edge, node))))),
    edges.length === 0 && el("p", { textContent: text("no_relations") }),
  ];
}

function relationRow(edge, node) {
  const direction = edge.sym ? "" : edge.a === node.i ? "→ " : "← ";
  return el("li", {}, el("button", { type: "button", "data-edge": edge.id, on: { click: () => openEdge(edge) } },
    el("b", { textContent: direction + other(edge, node).label }), badge(edge.status),
    el("small", { textContent: `${spanOf(edge)} · ${text("articles", { n: articlesOf(passingEvents(edge)) })}` })));
}

function openEdge(edge) {
  select("edge", edge.i);
  reveal([edge.a, edge.b]);
  panel.focus({ preventScroll: true });
}

function edgePanel(edge) {
  const name = (i) => el("button", { type: "button", class: "name", textContent: NODES[i].label,
    on: { click: () => choose(NODES[i]) } });
  const dates = eventDates(edge);
  return [
    closeButton(),
    el("p", { class: "kind" }, swatch(edge.type), typeName("relations", edge.type), certainty(edge.status)),
    el("h2", {}, name(edge.a), edge.sym ? " – " : " → ", name(edge.b)),
    el("p", { class: "counts" }, `${spanOf(edge)} · ${text("articles", { n: articlesOf(passingEvents(edge)) })}`),
    dates.length > 1 && el("p", { class: "actions" },
      action("open_events", () => toggle(state.opened, edge.i), state.opened.has(edge.i))),
    dates.map((date) => el("section", { class: "event" },
      el("h3", {}, el("time", { textContent: dateText(date) })),
      told(passingEvents(edge).filter((e) => (e.d ?? null) === date)))),
  ];
}

// Events as told by articles; copies of one text are told once, with every outlet.
function told(events) {
  const groups = Map.groupBy ? Map.groupBy(events, sameTelling) : events.reduce((groups, event) =>
    groups.set(sameTelling(event), [...(groups.get(sameTelling(event)) ?? []), event]), new Map());
  return [...groups.values()].map(([first, ...copies]) => el("article", {},
    facts(first), first.ev.map(quote), sourceLine(first), copies.map(sourceLine)));
}
const sameTelling = (event) => JSON.stringify([DATA.sources[event.src].copy, event.ev, event.item, event.title, event.place]);

function facts(event) {
  const said = [["post", event.title], ["item", event.item], ["amount", event.amount], ["quantity", event.quantity],
    ["place", event.place], ["topic", event.topic], ["said_by", event.by]].filter(([, value]) => value);
  return said.length > 0 && el("dl", {}, said.map(([key, value]) =>
    [el("dt", { textContent: text(key) }), el("dd", { textContent: value })]));
}

// The sentence with both names marked; `marks` are [start, end, 0 head | 1 tail] in UTF-16 units.
function quote([index, marks]) {
  const sentence = DATA.texts[index];
  const parts = [];
  let at = 0;
  for (const [start, end, role] of marks.filter(([s], i) => !marks.slice(0, i).some(([, e]) => s < e))) {
    parts.push(sentence.slice(at, start), el("mark", { class: role ? "tail" : "head", textContent: sentence.slice(start, end) }));
    at = end;
  }
  return el("blockquote", {}, parts, sentence.slice(at));
}

function sourceLine(event) {
  const source = DATA.sources[event.src];
  const about = [source.publisher, source.published && `${source.published} ${text("published")}`].filter(Boolean);
  return el("p", { class: "source" },
    el("cite", { textContent: source.title ?? source.id }), about.join(" · "),
    source.url && [about.length > 0 && " · ", link(source.url, text("article_link"))],
    el("small", { textContent: `${text("confidence")} ${event.c.toFixed(2)} · ${event.rule}` }));
}

// The way between two names, step by step.
function pathPanel() {
  if (!shown.path) return [closeButton(), el("p", { textContent: text("no_path") })];
  return [closeButton(), el("h2", { textContent: text("path") }),
    el("p", { class: "counts", textContent: text("steps", { n: shown.path.edges.length }) }),
    shown.path.edges.map((i, step) => el("section", {},
      el("h3", { textContent: NODES[shown.path.nodes[step]].label }),
      el("ul", { class: "relations" }, relationRow(EDGES[i], NODES[shown.path.nodes[step]])))),
    el("h3", { textContent: NODES[shown.path.nodes.at(-1)].label })];
}

function showPanel() {
  const chosen = state.selected;
  const walking = !chosen && complete(state.path);
  panel.hidden = !chosen && !walking;
  const content = walking ? pathPanel() : !chosen ? [] : chosen.kind === "node" ? nodePanel(NODES[chosen.i]) : edgePanel(EDGES[chosen.i]);
  panel.replaceChildren(...content.flat(Infinity).filter(Boolean));
  panel.scrollTop = 0;
}
views.push(showPanel);
