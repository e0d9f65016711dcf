// Start: words into the page's frame, then the picture that the address asks for.
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const darkNow = () => (state.theme ? state.theme === "dark" : systemDark.matches);
systemDark.addEventListener("change", () => update());

const filters = document.getElementById("filters");
const tool = (key, click, pressed = null) => el("button", { type: "button", id: `tool-${key}`, textContent: text(key),
  ...(pressed === null ? {} : { "aria-pressed": String(pressed) }), on: { click } });

function showFrame() {
  inks = {};
  document.documentElement.lang = state.lang;
  document.documentElement.dataset.theme = darkNow() ? "dark" : "light";
  document.title = text("title");
  for (const e of document.querySelectorAll("[data-text]")) e.textContent = text(e.dataset.text);
  for (const e of document.querySelectorAll("[data-label]")) e.setAttribute("aria-label", text(e.dataset.label));
  for (const e of document.querySelectorAll("[data-placeholder]")) e.placeholder = text(e.dataset.placeholder);
  const focused = document.activeElement?.id;
  document.getElementById("tools").replaceChildren(
    tool("filters", () => { filters.classList.toggle("open"); showFrame(); }, filters.classList.contains("open")),
    tool("fit", fit),
    tool("table", () => update({ table: !state.table }), state.table),
    tool("csv", saveCsv),
    tool("png", savePng),
    tool("dark", () => update({ theme: darkNow() ? "light" : "dark" }), darkNow()),
    tool("language", () => update({ lang: state.lang === "ko" ? "en" : "ko" })),
    tool("help", () => help.showModal()),
  );
  if (focused?.startsWith("tool-")) document.getElementById(focused)?.focus();
}
views.unshift(showFrame);
views.push(resize);
openHash(location.hash);
// For tests and for the curious: the state, and where the words stand.
window.inmaek = { state, network, DATA, labels: () => labelBoxes, shown: () => shown, edges: seenEdges };
