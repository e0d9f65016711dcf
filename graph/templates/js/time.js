// When: a histogram of events, two handles, two exact dates, and a play button.
const time = document.getElementById("time");
const DATED = EDGES.flatMap((e) => e.events).filter((e) => e.span);
const BINS = makeBins(DATED);

// Days, months or years, whichever gives at most sixty bars: [{from, to, n}] in day numbers.
// An event counts where it begins.
function makeBins(events) {
  if (!events.length) return [];
  const first = new Date(`${isoDay(events.reduce((least, e) => Math.min(least, e.span[0]), Infinity))}T00:00:00Z`);
  const last = events.reduce((most, e) => Math.max(most, e.span[0]), 0);
  const starts = [
    (k) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + k),
    (k) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + k, 1),
    (k) => Date.UTC(first.getUTCFullYear() + k, 0, 1),
    (k) => Date.UTC(first.getUTCFullYear() + 10 * k, 0, 1),
  ].map((start) => (k) => start(k) / 86400000 + EPOCH);
  const start = starts.find((s) => s(60) > last) ?? starts.at(-1);
  const bins = [];
  for (let k = 0; start(k) <= last; k += 1) bins.push({ from: start(k), to: start(k + 1) - 1, n: 0 });
  for (const event of events) bins.find((b) => event.span[0] <= b.to).n += 1;
  return bins;
}

let playing = null;
function stop() {
  clearInterval(playing);
  playing = null;
}
// Let time run: the end of the period moves on, bar by bar.
function play() {
  if (playing) {
    stop();
    update();
    return;
  }
  let k = 0;
  const next = () => {
    if (k >= BINS.length) stop();
    else update({ since: isoDay(BINS[0].from), until: isoDay(BINS[k].to) });
    k += 1;
    if (!playing) update();
  };
  playing = setInterval(next, 500);
  next();
}

const low = () => (state.since ? Math.max(0, BINS.findIndex((b) => b.to >= dayNumber(state.since))) : 0);
const high = () => {
  const k = state.until ? BINS.findLastIndex((b) => b.from <= dayNumber(state.until)) : BINS.length - 1;
  return Math.max(k, 0);
};

function handle(id, patch) {
  const input = el("input", { type: "range", min: 0, max: BINS.length - 1, step: 1, id,
    on: { input: () => { stop(); update(patch(Number(input.value))); } } });
  return input;
}
function exact(id, field) {
  return el("input", { type: "date", id, on: { change: (event) => { stop(); update({ [field]: event.target.value || null }); } } });
}

const parts = {
  since: exact("since", "since"), until: exact("until", "until"),
  from: handle("from", (k) => ({ since: k ? isoDay(BINS[k].from) : null, until: k > high() ? isoDay(BINS[k].to) : state.until })),
  to: handle("to", (k) => ({ until: k < BINS.length - 1 ? isoDay(BINS[k].to) : null, since: k < low() ? isoDay(BINS[k].from) : state.since })),
  play: el("button", { type: "button", id: "play", on: { click: play } }),
  all: el("button", { type: "button", class: "plain", on: { click: () => { stop(); update({ since: null, until: null }); } } }),
  bars: svg("svg", { viewBox: `0 0 ${BINS.length || 1} 24`, preserveAspectRatio: "none", "aria-hidden": "true" }),
};
if (BINS.length) {
  const tallest = Math.max(...BINS.map((b) => b.n));
  BINS.forEach((bin, k) => {
    const height = bin.n ? Math.max(2, 24 * Math.sqrt(bin.n / tallest)) : 0;
    parts.bars.append(svg("rect", { x: k + 0.06, width: 0.88, y: 24 - height, height }));
  });
  time.append(parts.play, parts.since, el("div", { class: "histogram" }, parts.bars, parts.from, parts.to), parts.until, parts.all);
}
time.hidden = !BINS.length;

function showTime() {
  if (!BINS.length) return;
  const [k0, k1] = [low(), high()];
  [...parts.bars.children].forEach((bar, k) => bar.classList.toggle("out", k < k0 || k > k1));
  Object.assign(parts.from, { value: k0, ariaLabel: text("since"), ariaValueText: isoDay(BINS[k0].from) });
  Object.assign(parts.to, { value: k1, ariaLabel: text("until"), ariaValueText: isoDay(BINS[k1].to) });
  Object.assign(parts.since, { value: state.since ?? "", ariaLabel: text("since") });
  Object.assign(parts.until, { value: state.until ?? "", ariaLabel: text("until") });
  parts.play.textContent = playing ? "❚❚" : "▶";
  parts.play.setAttribute("aria-label", text(playing ? "pause" : "play"));
  parts.all.textContent = text("whole_time");
  parts.all.hidden = !state.since && !state.until;
}
views.push(showTime);
