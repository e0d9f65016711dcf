// Reads a GraphML or GEXF file with graphology and prints what it found as JSON.
const { readFileSync } = require("node:fs");
const { JSDOM } = require("jsdom");
const { MultiGraph } = require("graphology");

const [, , format, path] = process.argv;
// The packages' parsers take the browser's DOMParser, so they are loaded after it is there.
const { window } = new JSDOM("");
Object.assign(globalThis, { DOMParser: window.DOMParser, Document: window.Document });
const parse = require(`graphology-${format}/browser`);
const read = parse.parse ?? parse;
const graph = read(MultiGraph, readFileSync(path, "utf-8"), { addMissingNodes: false });
process.stdout.write(JSON.stringify({
  nodes: graph.mapNodes((id, attributes) => [id, attributes]),
  edges: graph.mapEdges((id, attributes, source, target) => [source, target, attributes]),
}));
