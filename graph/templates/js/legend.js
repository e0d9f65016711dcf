// The legend is the filter: what a colour, shape or dash means, how many there are, on or off.
const legend = document.getElementById("legend");
const SVG = "http://www.w3.org/2000/svg";
const OUTLINES = {
  dot: "M8 2a6 6 0 1 0 .01 0z", square: "M3 3h10v10H3z", triangle: "M8 2l6 11H2z", triangleDown: "M8 14L2 3h12z",
  diamond: "M8 1l6 7-6 7-6-7z", hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8z",
  star: "M8 1l2 5h5l-4 3.2 1.5 5.3L8 11.4 3.5 14.5 5 9.2 1 6h5z",
};

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function symbol(kind, type) {
  const look = typeLook(kind, type);
  const shape = kind === "entities"
    ? svg("path", { d: OUTLINES[look.shape] ?? OUTLINES.dot, fill: look.color })
    : svg("path", { d: "M1 8h24", "stroke-width": 3, stroke: kind === "relations" ? look.color : "currentColor",
      "stroke-dasharray": kind === "statuses" && look.dashes ? look.dashes.map((d) => d / 2 + 1).join(" ") : "none" });
  const mark = kind === "statuses" && look.mark ? [svg("path", { d: "M13 2v12", stroke: "currentColor", "stroke-width": 2 })] : [];
  return svg("svg", { viewBox: kind === "entities" ? "0 0 16 16" : "0 0 26 16", "aria-hidden": "true" }, shape, ...mark);
}

function counted(items, field) {
  const counts = new Map();
  for (const item of items) counts.set(item[field], (counts.get(item[field]) ?? 0) + 1);
  return counts;
}
const COUNTS = { entities: counted(NODES, "type"), relations: counted(EDGES, "type"), statuses: counted(EDGES, "status") };

function legendGroup(kind, off, counts) {
  const known = Object.keys(STRINGS[kind]).filter((t) => counts.has(t));
  const types = [...known, ...[...counts.keys()].filter((t) => !Object.hasOwn(STRINGS[kind], t)).sort()];
  const switchTo = (key, turnedOff) => el("button", { type: "button", class: "plain", textContent: text(key), "data-key": `${kind} ${key}`,
    on: { click: () => { off.clear(); turnedOff.forEach((t) => off.add(t)); update(); } } });
  return el("fieldset", { "data-kind": kind },
    el("legend", {}, text(kind), switchTo("all", []), switchTo("none", types)),
    types.map((type) => el("label", { class: off.has(type) ? "off" : "" },
      el("input", { type: "checkbox", checked: !off.has(type), "data-type": type, "data-key": `${kind} ${type}`,
        on: { change: (event) => { off[event.target.checked ? "delete" : "add"](type); update(); } } }),
      symbol(kind, type), el("span", { textContent: typeName(kind, type) }),
      el("small", { textContent: counts.get(type) }))));
}

// What the colours of communities mean: their best connected members.
function communityGroup() {
  if (!state.communities) return null;
  return el("fieldset", { "data-kind": "communities" }, el("legend", { textContent: text("communities") }),
    COMMUNITY_COLOURS.map((colour, c) => {
      const members = NODES.filter((n) => n.community === c && shown.nodes.has(n.i));
      const names = members.slice(0, 3).map((n) => n.label).join(" · ");
      return members.length > 0 && el("p", { class: "community" },
        svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: OUTLINES.dot, fill: colour })),
        el("span", { textContent: names }), el("small", { textContent: members.length }));
    }));
}

function showLegend() {
  const focused = document.activeElement?.dataset?.key;
  legend.replaceChildren(...[
    legendGroup("relations", state.offRelations, COUNTS.relations),
    legendGroup("statuses", state.offStatuses, COUNTS.statuses),
    legendGroup("entities", state.offEntities, COUNTS.entities),
    communityGroup(),
  ].filter(Boolean));
  if (focused) legend.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
views.push(showLegend);
