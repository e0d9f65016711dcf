// What is to be seen, as a table: for screen readers, for keyboards, for sorting.
const tableBox = document.getElementById("table");
const COLUMNS = {
  head: (e) => NODES[e.a].label,
  relation: (e) => typeName("relations", e.type),
  tail: (e) => NODES[e.b].label,
  status: (e) => typeName("statuses", e.status),
  date: (e) => eventDates(e).filter(Boolean).at(-1) ?? "",
  articles_column: (e) => articlesOf(passingEvents(e)),
  evidence: (e) => DATA.texts[passingEvents(e)[0].ev[0][0]],
};

function sortedEdges() {
  const value = COLUMNS[state.sort.by];
  const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, state.lang));
  return [...shown.edges].map((i) => EDGES[i]).map((edge) => [value(edge), edge])
    .sort((x, y) => (state.sort.down ? -1 : 1) * compare(x[0], y[0]) || x[1].i - y[1].i).map(([, edge]) => edge);
}

function header(key) {
  const on = state.sort.by === key;
  return el("th", { scope: "col", "aria-sort": on ? (state.sort.down ? "descending" : "ascending") : "none" },
    el("button", { type: "button", class: "plain", textContent: text(key) + (on ? (state.sort.down ? " ▾" : " ▴") : ""), "data-key": key,
      on: { click: () => update({ sort: { by: key, down: on ? !state.sort.down : key === "date" || key === "articles_column" } }) } }));
}

function row(edge) {
  return el("tr", { "data-edge": edge.id, class: state.selected?.kind === "edge" && state.selected.i === edge.i ? "on" : "" },
    Object.entries(COLUMNS).map(([key, value]) => (key === "relation"
      ? el("td", {}, el("button", { type: "button", class: "name", textContent: value(edge), on: { click: () => openEdge(edge) } }))
      : el("td", { class: key, textContent: value(edge) }))));
}

function showTable() {
  tableBox.hidden = !state.table;
  const focused = tableBox.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  if (!state.table) tableBox.replaceChildren();
  else {
    tableBox.replaceChildren(el("table", {}, el("caption", { textContent: text("table_caption", { n: shown.edges.size }) }),
      el("thead", {}, el("tr", {}, Object.keys(COLUMNS).map(header))),
      el("tbody", {}, sortedEdges().map(row))));
  }
  if (focused) tableBox.querySelector(`[data-key="${focused}"]`)?.focus();
}
views.push(showTable);
