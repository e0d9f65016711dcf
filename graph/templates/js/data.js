// The graph as data, and the little helpers that everything else uses.
// Text of articles reaches the page only through textContent: it is never markup.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const DATA = read("data");
const NODES = DATA.nodes;
const EDGES = DATA.edges;
const STRINGS = DATA.strings;

// As graph/names.py does it.
function fold(text) {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC")
    .replace(/[\s\u00b7\u2022\u2027\u2219\u22c5\u30fb\u318d\uff65\u200b-\u200d\u2060\ufeff]+/g, "");
}

// First consonants of the syllables, by which Koreans like to search.
const CONSONANTS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
function initials(text) {
  return [...text.normalize("NFC")].map((c) => {
    const code = c.codePointAt(0) - 0xac00;
    return code >= 0 && code < 11172 ? CONSONANTS[Math.floor(code / 588)] : c.toLowerCase();
  }).join("").replace(/\s/g, "");
}

NODES.forEach((node, i) => {
  node.i = i;
  node.edges = [];
  node.keys = [...new Set([node.label, ...node.aliases.map((a) => a[0])].map(fold))];
  node.initials = initials(node.label);
});
EDGES.forEach((edge, i) => {
  edge.events.forEach((event) => { event.edge = edge; });
  edge.i = i;
  NODES[edge.a].edges.push(edge);
  NODES[edge.b].edges.push(edge);
});
const NODE_OF_ID = new Map(NODES.map((n) => [n.id, n]));
const EDGE_OF_ID = new Map(EDGES.map((e) => [e.id, e]));

const other = (edge, node) => NODES[edge.a === node.i ? edge.b : edge.a];

function text(key, values = {}) {
  const pattern = STRINGS.ui[state.lang][key] ?? STRINGS.ui.en[key] ?? key;
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Name of a type in the reader's language; types are data, so any may be unknown.
function typeName(kind, type) {
  const known = Object.hasOwn(STRINGS[kind], type) ? STRINGS[kind][type] : null;
  return known ? known[state.lang] : type.replaceAll("_", " ");
}
function typeLook(kind, type) {
  return Object.hasOwn(STRINGS[kind], type) ? { ...STRINGS.unknown, ...STRINGS[kind][type] } : STRINGS.unknown;
}

function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name === "on") for (const [event, f] of Object.entries(value)) element.addEventListener(event, f);
    else if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

// Only the web's own schemes become links.
function link(url, label) {
  if (!/^https?:\/\//i.test(url ?? "")) return null;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", textContent: label });
}
