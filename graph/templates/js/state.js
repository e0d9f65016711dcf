// What the reader has asked for. Everything on the page follows from it.
const fresh = () => ({
  offEntities: new Set(),
  offRelations: new Set(),
  offStatuses: new Set(),
  since: null, // ISO days, both inclusive
  until: null,
  undated: true,
  minArticles: 1,
  minConfidence: 0,
  cap: DATA.cap,
  lonely: false,
  focus: null, // {i, hops}
  path: null, // {from, to}: numbers of nodes, either may be null
  expanded: new Set(), // seen although the cap would hide them
  pinned: new Set(), // seen whatever the filters say, and held in place
  hidden: new Set(),
  opened: new Set(), // edges drawn as their single events
});
const state = {
  lang: DATA.lang,
  theme: null, // null: as the system has it
  communities: false,
  table: false,
  sort: { by: "date", down: true },
  selected: null, // {kind: "node" | "edge", i}
  ...fresh(),
};

const views = [];
let shown = null;

// Take over `patch`, work out what is to be seen, and let every part of the page show it.
function update(patch = {}) {
  Object.assign(state, patch);
  shown = visible();
  for (const view of views) view(shown);
}

function toggle(set, item) {
  if (!set.delete(item)) set.add(item);
  update();
}

function select(kind, i = null) {
  update({ selected: kind ? { kind, i } : null });
}

function clearAll() {
  update({ ...fresh(), pinned: state.pinned, opened: state.opened, cap: state.cap, lonely: true });
}
