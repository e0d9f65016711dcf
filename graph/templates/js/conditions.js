// Conditions beside the legend: how well attested, dated or not, and the way between two names.
const conditions = document.getElementById("conditions");

function slider(key, field, { min, max, step, show }) {
  const value = el("output", {});
  const input = el("input", { type: "range", id: key, min, max, step,
    on: { input: () => update({ [field]: Number(input.value) }) } });
  views.push(() => {
    input.value = state[field];
    value.textContent = show(state[field]);
    caption.textContent = text(key);
  });
  const caption = el("span", {});
  return el("label", { class: "slider" }, caption, value, input);
}

function check(key, field) {
  const input = el("input", { type: "checkbox", id: key, on: { change: () => update({ [field]: input.checked }) } });
  const caption = el("span", {});
  views.push(() => {
    input.checked = state[field];
    caption.textContent = text(key);
  });
  return el("label", {}, input, caption);
}

function pathBox(end) {
  const list = el("ul", { id: `path-${end}-names`, role: "listbox", hidden: true });
  const box = el("input", { type: "search", id: `path-${end}`, role: "combobox", autocomplete: "off", spellcheck: false,
    "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });
  nameBox(box, list, (node) => {
    update({ path: { from: null, to: null, ...state.path, [end]: node.i }, selected: null });
    if (shown.path) reveal(shown.path.nodes);
  });
  box.addEventListener("change", () => { if (!box.value) update({ path: null }); });
  views.push(() => {
    box.placeholder = text(`path_${end}_hint`);
    box.setAttribute("aria-label", text(`path_${end}_hint`));
    if (document.activeElement !== box) box.value = state.path?.[end] === undefined || state.path[end] === null ? "" : NODES[state.path[end]].label;
  });
  return el("div", { class: "search" }, box, list);
}

const most = Math.max(2, ...EDGES.map((e) => e.n));
const clearPath = el("button", { type: "button", class: "plain", id: "path-clear", on: { click: () => update({ path: null }) } });
const titles = { conditions: el("legend", {}), path: el("legend", {}) };
views.push(() => {
  for (const [key, title] of Object.entries(titles)) title.textContent = text(key);
  clearPath.textContent = text("path_clear");
  clearPath.hidden = !state.path;
});
conditions.append(
  el("fieldset", {}, titles.conditions,
    slider("min_articles", "minArticles", { min: 1, max: Math.min(most, 20), step: 1, show: String }),
    slider("min_confidence", "minConfidence", { min: 0, max: 1, step: 0.05, show: (v) => v.toFixed(2) }),
    check("show_undated", "undated"), check("show_lonely", "lonely"), check("colour_communities", "communities")),
  el("fieldset", {}, titles.path, pathBox("from"), pathBox("to"), clearPath),
);
