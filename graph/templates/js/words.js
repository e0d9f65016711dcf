// Names on the picture in order of importance, each only where it covers no other.
let labelBoxes = [];
let shapes = null; // what stands where, by squares of SQUARE
const SQUARE = 100;
let inks = {};
const ink = (name) => (inks[name] ??= getComputedStyle(document.documentElement).getPropertyValue(name).trim());
const FEW_EDGES = 24;
const BOLD = 28000; // one name in bold for so many pixels
const IMPORTANT = 12;
const FAR = 1.5; // a name a line away from its shape is as bad as one that covers so many other shapes
const AIR = 0.35; // room around words, in their height

let sight = null; // what of the picture is in view

const overlap = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
const inSight = (box) => box.x0 >= sight.x0 && box.x1 <= sight.x1 && box.y0 >= sight.y0 && box.y1 <= sight.y1;
const freeOfWords = (box) => inSight(box) && !labelBoxes.some((b) => overlap(b, box));
// How many shapes of others words in `box` would cover; an important one is as bad as three.
function covered(box) {
  const found = new Set(squares(box).flatMap((s) => (shapes.get(s) ?? []).filter((b) => b.i !== box.i && overlap(b, box))));
  return [...found].reduce((sum, b) => sum + (b.i < IMPORTANT ? 3 : 1), 0);
}

function squares({ x0, x1, y0, y1 }) {
  const found = [];
  for (let x = Math.floor(x0 / SQUARE); x <= x1 / SQUARE; x += 1) {
    for (let y = Math.floor(y0 / SQUARE); y <= y1 / SQUARE; y += 1) found.push(`${x} ${y}`);
  }
  return found;
}

// Note where the shapes of all nodes in sight stand: words keep off them if they can.
function noteShapes() {
  shapes = new Map();
  for (const i of shown.nodes) {
    const [place, { size }] = [network.body.nodes[i], NODES[i]];
    if (!place || place.x < sight.x0 || place.x > sight.x1 || place.y < sight.y0 || place.y > sight.y1) continue;
    const box = { i, x0: place.x - size, x1: place.x + size, y0: place.y - size, y1: place.y + size };
    for (const square of squares(box)) shapes.set(square, [...(shapes.get(square) ?? []), box]);
  }
}

// Write `words` at the first of `places` ([middle, top] or so) where they cover nothing; `must` writes them anyway.
function write(context, words, places, { size, weight, colour, must, strong, about }) {
  context.font = `${weight} ${size}px ${ink("--sans")}`;
  const [width, height, air] = [context.measureText(words).width, size * 1.15, size * AIR];
  const boxes = places(width, height).map(([x, y, far]) =>
    ({ ...about, words, x, y, far, x0: x - width / 2 - air, x1: x + width / 2 + air, y0: y, y1: y + height }));
  // Away from its own shape and beside another's, a name would be read as the other's.
  const grown = (b) => ({ i: b.i, x0: b.x0 - height / 2, x1: b.x1 + height / 2, y0: b.y0 - height, y1: b.y1 + height });
  const free = boxes.filter((b) => freeOfWords(b) && !(b.far && covered(grown(b)))).map((box) => [covered(box) + (box.far ? FAR : 0), box]).sort((a, b) => a[0] - b[0])[0];
  const box = free && (strong || free[0] < 1) ? free[1] : must ? boxes[0] : null;
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
  return [[x, under], [x, over], [x + beside, y - height / 2], [x - beside, y - height / 2], ...(far ? aslant : [])]
    .map((place) => [...place, off > 0]);
});

function drawWords(context) {
  const scale = network.getScale();
  const out = standing();
  const strong = new Set([...ends(state.selected), ...ends(hovered), ...(shown.path?.nodes ?? [])]);
  const order = [...strong, ...[...shown.nodes].filter((i) => !strong.has(i))].filter((i) => shown.nodes.has(i));
  labelBoxes = [];
  const bolds = (stage.clientWidth * stage.clientHeight) / BOLD;
  const [low, high] = [{ x: 0, y: 0 }, { x: stage.clientWidth, y: stage.clientHeight }].map((p) => network.DOMtoCanvas(p));
  sight = { x0: low.x, y0: low.y, x1: high.x, y1: high.y };
  noteShapes();
  Object.assign(context, { textAlign: "center", textBaseline: "top", lineJoin: "round" });
  for (const [rank, i] of order.entries()) {
    const place = network.body.nodes[i];
    const must = strong.has(i);
    if (!place || (out && !must && !out.nodes.has(i))) continue;
    if (place.x < low.x || place.x > high.x || place.y < low.y || place.y > high.y) continue;
    const { label, size } = NODES[i];
    const bold = must || (rank < bolds && size > 14);
    write(context, label.length > 24 ? `${label.slice(0, 23)}…` : label, around(place, size, 3 / scale, bold), {
      size: Math.min((bold ? 14.5 : 12.5) / Math.min(scale, 1.15), 90), weight: bold ? 600 : 400,
      colour: ink("--ink"), must: must && strong.size < 9, strong: bold, about: { i },
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
      size, weight: 400, colour: ink("--faint"), must: pointed, strong: true, about: { edge: i },
    });
  }
}
