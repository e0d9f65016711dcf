// Everything by keyboard: one letter each, never while somebody types.
const help = document.getElementById("help");
const PAN = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
const zoom = (factor) => { network.moveTo({ scale: network.getScale() * factor, animation: false }); saveSoon(); };
const KEYS = {
  "/": () => searchBox.focus(),
  0: fit,
  "+": () => zoom(1.25),
  "=": () => zoom(1.25),
  "-": () => zoom(0.8),
  t: () => { update({ table: !state.table }); if (state.table) tableBox.querySelector("button")?.focus(); },
  g: () => update({ communities: !state.communities }),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");
  if (event.key === "Escape" && !help.open) {
    if (!typing && !panel.hidden) { shut(); searchBox.focus(); }
    else if (typing && !event.defaultPrevented) stage.focus();
  } else if (!typing && event.target === stage && PAN[event.key]) {
    const { x, y } = network.getViewPosition();
    const [dx, dy] = PAN[event.key].map((d) => d / network.getScale());
    network.moveTo({ position: { x: x + dx, y: y + dy }, animation: false });
    event.preventDefault();
  } else if (!typing && Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

views.push(() => {
  help.replaceChildren(el("h2", { textContent: text("help") }),
    el("dl", {}, ["/", "0", "+ −", "t", "g", "← ↑ ↓ →", "Esc"].map((key, i) =>
      [el("dt", {}, el("kbd", { textContent: key })), el("dd", { textContent: text(`key_${i}`) })])),
    el("p", { textContent: text("help_mouse") }),
    el("form", { method: "dialog" }, el("button", { textContent: text("close") })));
});
