// Names on the picture in order of importance, each only where it covers no other.
let labelBoxes = [];
let inks = {};
const ink = (name) => (inks[name] ??= getComputedStyle(document.documentElement).getPropertyValue(name).trim());
const FEW_EDGES = 24;
const BOLD = 24;
const AIR = 0.35; // room around words, in their height

let sight = null; // what of the picture is in view

function freeOf(box) {
  if (box.x0 < sight.x0 || box.x1 > sight.x1 || box.y0 < sight.y0 || box.y1 > sight.y1) return false;
  return !labelBoxes.some((b) => b.x0 < box.x1 && box.x0 < b.x1 && b.y0 < box.y1 && box.y0 < b.y1);
}

// Write `words` at the first of `places` ([middle, top] or so) where they cover nothing; `must` writes them anyway.
function write(context, words, places, { size, weight, colour, must, about }) {
  context.font = `${weight} ${size}px ${ink("--sans")}`;
  const [width, height, air] = [context.measureText(words).width, size * 1.15, size * AIR];
  const boxes = places(width, height).map(([x, y]) =>
    ({ ...about, words, x, y, x0: x - width / 2 - air, x1: x + width / 2 + air, y0: y, y1: y + height }));
  const box = boxes.find(freeOf) ?? (must ? boxes[0] : null);
  if (!box) return;
  labelBoxes.push(box);
  context.lineWidth = size / 3.5;
  context.strokeStyle = ink("--paper");
  context.fillStyle = colour;
  context.strokeText(words, box.x, box.y);
  context.fillText(words, box.x, box.y);
}

// Under a shape if there is room, else over it or beside it; for important names also a line further off.
const around = ({ x, y }, size, gap, far) => (width, height) => (far ? [0, height] : [0]).flatMap((off) => {
  const [beside, under, over] = [size + gap + off + width / 2, y + size + gap + off, y - size - gap - off - height];
  const aslant = [[x + width / 2, under], [x - width / 2, under], [x + width / 2, over], [x - width / 2, over]];
  return [[x, under], [x, over], [x + beside, y - height / 2], [x - beside, y - height / 2], ...(far ? aslant : [])];
});

function drawWords(context) {
  const scale = network.getScale();
  const out = standing();
  const strong = new Set([...ends(state.selected), ...ends(hovered), ...(shown.path?.nodes ?? [])]);
  const order = [...strong, ...[...shown.nodes].filter((i) => !strong.has(i))].filter((i) => shown.nodes.has(i));
  labelBoxes = [];
  const [low, high] = [{ x: 0, y: 0 }, { x: stage.clientWidth, y: stage.clientHeight }].map((p) => network.DOMtoCanvas(p));
  sight = { x0: low.x, y0: low.y, x1: high.x, y1: high.y };
  Object.assign(context, { textAlign: "center", textBaseline: "top", lineJoin: "round" });
  for (const [rank, i] of order.entries()) {
    const place = network.body.nodes[i];
    const must = strong.has(i);
    if (!place || (out && !must && !out.nodes.has(i))) continue;
    if (place.x < low.x || place.x > high.x || place.y < low.y || place.y > high.y) continue;
    const { label, size } = NODES[i];
    const bold = must || (rank < BOLD && size > 14);
    write(context, label.length > 24 ? `${label.slice(0, 23)}…` : label, around(place, size, 3 / scale, bold), {
      size: Math.min((bold ? 14.5 : 12.5) / Math.min(scale, 1.15), 90), weight: bold ? 600 : 400,
      colour: ink("--ink"), must: must && strong.size < 9, about: { i },
    });
    // Less important names keep off this one's shape too.
    labelBoxes.push({ x0: place.x - size, x1: place.x + size, y0: place.y - size, y1: place.y + size });
  }
  drawEdgeWords(context, scale, out);
  labelBoxes = labelBoxes.filter((box) => box.words);
}

// What a line says, where there is room: on few lines, or on those that stand out.
function drawEdgeWords(context, scale, out) {
  const few = shown.edges.size <= FEW_EDGES;
  for (const { id } of few || out || hovered ? seenEdges.get({ fields: ["id"] }) : []) {
    const i = edgeNumber(id);
    const body = network.body.edges[id];
    const pointed = hovered?.kind === "edge" && hovered.i === i;
    if (!body?.connected || !(pointed || (out ? out.edges.has(i) : few))) continue;
    const edge = EDGES[i];
    const date = typeof id === "string" ? eventDates(edge)[Number(id.split(".")[1])] : null;
    const { x, y } = body.edgeType.getPoint(0.5);
    const size = 11 / Math.min(scale, 1.15);
    write(context, date ? `${typeName("relations", edge.type)} ${date}` : typeName("relations", edge.type), () => [[x, y - size / 2]], {
      size, weight: 400, colour: ink("--faint"), must: pointed, about: { edge: i },
    });
  }
}
