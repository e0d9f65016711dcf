// When: a histogram of events, two handles, two exact dates, and a play button.
const time = document.getElementById("time");
const DATED = EDGES.flatMap((e) => e.events).filter((e) => e.span);
const BINS = makeBins(DATED);
const WHOLE = DATED.length ? {
  since: isoDay(DATED.reduce((least, e) => Math.min(least, e.span[0]), Infinity)),
  until: isoDay(DATED.reduce((most, e) => Math.max(most, e.span[1]), 0)),
} : null;
const PLAYING = 10000; // milliseconds at most for the whole time

// Days, weeks, months or years, whichever gives at most sixty bars: [{from, to, n}] in day numbers.
// An event counts where it begins.
function makeBins(events) {
  if (!events.length) return [];
  const first = new Date(`${isoDay(events.reduce((least, e) => Math.min(least, e.span[0]), Infinity))}T00:00:00Z`);
  const last = events.reduce((most, e) => Math.max(most, e.span[0]), 0);
  const starts = [
    (k) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + k),
    (k) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() - ((first.getUTCDay() + 6) % 7) + 7 * k),
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
    else update({ since: WHOLE.since, until: k === BINS.length - 1 ? WHOLE.until : isoDay(BINS[k].to) });
    k += 1;
    if (!playing) update();
  };
  playing = setInterval(next, Math.min(500, PLAYING / BINS.length));
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
// A day, or the first or last day of a month or year, as people write them: 2025, 2025-10, 2025.10.1. Undefined for none.
function dayFrom(written, last) {
  const [, year, month, day] = /^(\d{4})(?:[-./ ]+(\d{1,2})(?:[-./ ]+(\d{1,2}))?)?\.?$/.exec(written.trim()) ?? [];
  if (!year) return written.trim() ? undefined : null;
  const ends = [Number(year), month ? Number(month) : last ? 12 : 1];
  const number = day ? Number(day) : last ? new Date(Date.UTC(...ends, 0)).getUTCDate() : 1;
  const iso = [year, ...[ends[1], number].map((n) => String(n).padStart(2, "0"))].join("-");
  return realDay(iso) ? iso : undefined;
}

// Text rather than type=date: that writes dates in the browser's language, not the page's.
function exact(id, field) {
  // Each letter counts at once: a change only at the end, by a click elsewhere, would take that click's target away.
  const input = () => {
    const day = dayFrom(box.value, field === "until");
    box.ariaInvalid = "false";
    if (day === undefined || day === state[field]) return;
    stop();
    update({ [field]: day });
  };
  const change = () => {
    const day = dayFrom(box.value, field === "until");
    box.ariaInvalid = String(day === undefined);
    if (day !== undefined) box.value = day ?? "";
  };
  const box = el("input", { type: "text", id, size: 10, maxLength: 10, inputMode: "decimal", autocomplete: "off", on: { input, change } });
  return box;
}

// Up to six dates under the bars, as exact as the bars are.
function ticks() {
  const last = BINS.length - 1;
  const [width, span] = [BINS[0].to - BINS[0].from, BINS[last].to - BINS[0].from];
  const length = width > 31 || span > 1400 ? 4 : width > 6 || span > 200 ? 7 : 10;
  const few = Math.min(last, length > 7 ? 3 : 5) || 1;
  const places = [...new Set(Array.from({ length: few + 1 }, (_, i) => Math.round((i * last) / few)))];
  const words = places.map((k) => isoDay(BINS[k].from).slice(0, length));
  return places.filter((_, i) => words.indexOf(words[i]) === i).map((k) => {
    const tick = el("span", { textContent: isoDay(BINS[k].from).slice(0, length) });
    tick.style.left = `${((k + 0.5) / BINS.length) * 100}%`;
    return tick;
  });
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
  time.append(parts.play, parts.since, el("div", { class: "histogram" }, parts.bars, parts.from, parts.to, el("div", { class: "ticks", "aria-hidden": "true" }, ticks())), parts.until, parts.all);
}
time.hidden = !BINS.length;

function showTime() {
  if (!BINS.length) return;
  const [k0, k1] = [low(), high()];
  [...parts.bars.children].forEach((bar, k) => bar.classList.toggle("out", k < k0 || k > k1));
  Object.assign(parts.from, { value: k0, ariaLabel: text("since"), ariaValueText: isoDay(BINS[k0].from) });
  Object.assign(parts.to, { value: k1, ariaLabel: text("until"), ariaValueText: isoDay(BINS[k1].to) });
  for (const key of ["since", "until"]) {
    Object.assign(parts[key], { placeholder: WHOLE[key], ariaLabel: text(key) });
    if (document.activeElement !== parts[key]) Object.assign(parts[key], { value: state[key] ?? "", ariaInvalid: "false" });
  }
  parts.play.textContent = playing ? "❚❚" : "▶";
  parts.play.setAttribute("aria-label", text(playing ? "pause" : "play"));
  parts.all.textContent = text("whole_time");
  parts.all.hidden = !state.since && !state.until;
}
views.push(showTime);
