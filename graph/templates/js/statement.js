// How much is to be seen, how much is hidden, why, and the way to see it.
const statement = document.getElementById("statement");

function showStatement({ nodes, edges, why }) {
  const total = { nodes: NODES.length + DATA.left_out.nodes, edges: EDGES.length + DATA.left_out.edges };
  const parts = Object.entries(why).filter(([, n]) => n).map(([reason, n]) => text(`hidden_${reason}`, { n }));
  if (total.edges > edges.size) parts.push(text("hidden_edges", { n: total.edges - edges.size }));
  const button = (key, action) => el("button", { type: "button", textContent: text(key), on: { click: action } });
  statement.replaceChildren(...[
    el("span", { textContent: text("shown", {
      nodes: total.nodes, edges: total.edges, shown_nodes: nodes.size, shown_edges: edges.size }) }),
    parts.length ? el("span", { textContent: ` ${text("hidden", { parts: parts.join(", ") })} ` }) : null,
    why.cap ? button("show_more", () => update({ cap: DATA.caps.find((c) => c > state.cap) ?? state.cap })) : null,
    why.filter || why.mine || why.lonely || why.focus ? button("show_all", clearAll) : null,
    why.file ? el("span", { textContent: ` ${text("file_hint")}` }) : null,
  ].filter(Boolean));
  Object.assign(statement.dataset, { nodes: nodes.size, edges: edges.size,
    hiddenNodes: total.nodes - nodes.size, hiddenEdges: total.edges - edges.size });
}
views.push(showStatement);
