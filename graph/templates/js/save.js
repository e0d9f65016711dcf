// The current view as files: CSV for a spreadsheet, PNG for a page.
function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = el("a", { href: address, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// As graph/exports/tables.py: text that a spreadsheet may take for a formula gets an apostrophe.
function cell(value) {
  const plain = String(value ?? "");
  const safe = /^[\s\ufeff]*[=+\-@]|^[\t\r\n]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvOfView() {
  const columns = ["head", "type", "tail", "status", "date", "title", "item", "amount", "quantity", "place", "confidence",
    "evidence", "article", "publisher", "published", "url"];
  const rows = sortedEdges().flatMap((edge) => passingEvents(edge).map((event) => {
    const source = DATA.sources[event.src];
    return [NODES[edge.a].label, edge.type, NODES[edge.b].label, edge.status, event.d, event.title, event.item, event.amount,
      event.quantity, event.place, event.c, event.ev.map(([t]) => DATA.texts[t]).join(" … "), source.title ?? source.id,
      source.publisher, source.published, source.url];
  }));
  return `\ufeff${[columns, ...rows].map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`;
}

function pictureOfView() {
  const drawing = stage.querySelector("canvas");
  const sheet = el("canvas", { width: drawing.width, height: drawing.height });
  const context = sheet.getContext("2d");
  context.fillStyle = ink("--paper");
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(drawing, 0, 0);
  return sheet;
}

const saveCsv = () => download(new Blob([csvOfView()], { type: "text/csv;charset=utf-8" }), "inmaek.csv");
const savePng = () => pictureOfView().toBlob((blob) => download(blob, "inmaek.png"), "image/png");
