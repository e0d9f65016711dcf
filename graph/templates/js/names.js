// Finding a name: suggestions over labels, aliases and first consonants, in any spelling.
const MOST = 12;

function matches(query) {
  const wanted = fold(query);
  const raw = query.normalize("NFC").replace(/\s/g, "");
  if (!wanted) return [];
  const byInitials = [...raw].every((c) => CONSONANTS.includes(c));
  const scored = [];
  for (const node of NODES) {
    let score = 9;
    for (const key of node.keys) {
      if (key === wanted) score = Math.min(score, 0);
      else if (key.startsWith(wanted)) score = Math.min(score, 1);
      else if (key.includes(wanted)) score = Math.min(score, 2);
    }
    if (score === 9 && byInitials && node.initials.includes(raw)) score = 3;
    if (score < 9) scored.push([score, node]);
  }
  return scored.sort((a, b) => a[0] - b[0] || a[1].i - b[1].i).slice(0, MOST).map((s) => s[1]);
}

// Make `box` (an input) and `list` (a ul) a combobox that calls `chosen` with a node.
function nameBox(box, list, chosen) {
  let active = -1;
  const open = (yes) => {
    list.hidden = !yes;
    box.setAttribute("aria-expanded", String(yes));
    if (yes && active >= 0) box.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    else box.removeAttribute("aria-activedescendant");
  };
  const take = (node) => {
    open(false);
    box.value = node.label;
    chosen(node);
  };
  box.addEventListener("input", () => {
    const found = matches(box.value);
    active = found.length ? 0 : -1;
    list.replaceChildren(...found.map((node, i) => suggestion(node, i, box.value, list.id, take)));
    if (!found.length) list.append(el("li", { class: "none", textContent: text("no_match") }));
    open(Boolean(box.value.trim()));
  });
  box.addEventListener("blur", () => open(false));
  box.addEventListener("keydown", (event) => {
    // While a Korean syllable is being composed, Enter belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    const options = [...list.querySelectorAll("[role=option]")];
    if (event.key === "Escape" && !list.hidden) { open(false); event.preventDefault(); }
    else if (event.key === "Enter" && !list.hidden && options[active]) take(NODES[options[active].dataset.node]);
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((o, i) => o.setAttribute("aria-selected", String(i === active)));
      options[active].scrollIntoView({ block: "nearest" });
      open(true);
    }
  });
}

function suggestion(node, i, query, listId, take) {
  const wanted = fold(query);
  const alias = fold(node.label).includes(wanted) ? null : node.aliases.find((a) => fold(a[0]).includes(wanted));
  return el("li", {
    role: "option", id: `${listId}-${i}`, "aria-selected": String(i === 0), "data-node": String(node.i),
    on: { mousedown: (event) => { event.preventDefault(); take(node); } },
  }, el("b", { textContent: node.label }), alias && el("i", { textContent: alias[0] }),
  el("small", { textContent: typeName("entities", node.type) }));
}

const searchBox = document.getElementById("search");
nameBox(searchBox, document.getElementById("suggestions"), (node) => choose(node));

// Select `node`, see to it that it is in sight, and go to its panel.
function choose(node) {
  state.hidden.delete(node.i);
  state.expanded.add(node.i);
  select("node", node.i);
  reveal([node.i]);
  panel.focus({ preventScroll: true });
}
