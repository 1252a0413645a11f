import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";
import { sha256 } from "../../../src/base/hash.ts";
import { type CrateContents, crateMetadata } from "../../../src/report/crate/crate.ts";
import { packCrate } from "../../../src/report/crate/zip.ts";
import { formatRecord } from "../../../src/record/store.ts";
import { parsePaper } from "../../../src/report/paper.ts";
import { madeUpResults } from "../made_up.ts";
import { madeUpHits, paperPlans } from "../plans.ts";
import paperJson from "../../../experiments/deepika2025/paper.json" with { type: "json" };
import { crateFaults } from "./rules.ts";

function contents(): CrateContents {
  const results = madeUpResults(paperPlans, parsePaper(paperJson, "paper.json"), madeUpHits);
  const records = [...results.records.values()].slice(0, 5);
  const bytes = (text: string) => new TextEncoder().encode(text);
  return {
    suite: "made-up",
    paper: results.paper,
    records,
    manifestPath: (experiment) => `experiments/${experiment}.manifest.json`,
    recordPath: (id) => `runs/${id}.json`,
    corpora: [
      { name: "ravdess", title: "RAVDESS", page: "https://doi.org/10.5281/zenodo.1188976", licence: "CC" },
      { name: "iemocap", title: "IEMOCAP", page: null, licence: "its own" },
    ],
    files: [
      ...new Set(records.map((record) => record.experiment)),
    ].map((id) => ({ path: `experiments/${id}.manifest.json`, bytes: bytes(`{"id":"${id}"}`) })).concat(
      records.map((record) => ({ path: `runs/${record.id}.json`, bytes: bytes(formatRecord(record)) })),
      [{ path: "charts/raw & clean.svg", bytes: bytes("<svg/>") }],
    ),
  };
}

Deno.test("a crate keeps the rules of RO-Crate 1.1", () => {
  const packed = contents();
  assertEquals(crateFaults(crateMetadata(packed), packed.files.map(({ path }) => path)), []);
});

Deno.test("the rules see what is broken", () => {
  const packed = contents();
  const paths = packed.files.map(({ path }) => path);
  const broken = (change: (graph: Record<string, unknown>[]) => void) => {
    const metadata = crateMetadata(packed);
    change(metadata["@graph"] as Record<string, unknown>[]);
    return crateFaults(metadata, paths).length;
  };
  const typed = (graph: Record<string, unknown>[], type: string) => graph.find((e) => e["@type"] === type)!;
  assert(broken((graph) => delete typed(graph, "CreateAction").instrument) > 0);
  assert(broken((graph) => typed(graph, "CreateAction").result = { "@id": "runs/none.json" }) > 0);
  assert(broken((graph) => typed(graph, "File").sha256 = "0") > 0);
  assert(broken((graph) => delete typed(graph, "Dataset").datePublished) > 0);
  assert(broken((graph) => graph.splice(graph.indexOf(typed(graph, "File")), 1)) > 0);
  assert(broken((graph) => typed(graph, "CreativeWork").about = { "@id": "elsewhere" }) > 0);
});

Deno.test("the archive holds the metadata first and every file with the bytes that it says", async () => {
  const packed = contents();
  const archive = await packCrate(packed);
  assertEquals(await packCrate(packed), archive, "equal contents give equal bytes");
  const zip = new ZipReader(new Uint8ArrayReader(archive), { useWebWorkers: false });
  const entries = await zip.getEntries();
  assertEquals(entries[0]!.filename, "ro-crate-metadata.json");
  const read = async (name: string) => {
    const entry = entries.find((e) => e.filename === name)!;
    assert(!entry.directory);
    return await entry.getData!(new Uint8ArrayWriter(), { useWebWorkers: false });
  };
  const metadata = JSON.parse(new TextDecoder().decode(await read("ro-crate-metadata.json")));
  for (const file of metadata["@graph"].filter((e: { "@type": string }) => e["@type"] === "File")) {
    const bytes = await read(decodeURIComponent(file["@id"]));
    assertEquals([file.sha256, file.contentSize], [sha256(bytes), String(bytes.byteLength)], file["@id"]);
  }
  await zip.close();
});

Deno.test("every run is an action with its instrument, objects and result", () => {
  const packed = contents();
  const graph = crateMetadata(packed)["@graph"] as Record<string, unknown>[];
  const record = packed.records[0]!;
  const action = graph.find((entity) => entity["@id"] === `#run-${record.id}`)!;
  assertEquals(action.result, { "@id": `runs/${encodeURIComponent(record.id).replaceAll("%2F", "/")}.json` });
  assertEquals((action.object as unknown[])[0], { "@id": `experiments/${record.experiment}.manifest.json` });
  assertEquals(graph.filter((entity) => entity["@type"] === "CreateAction").length, packed.records.length);
});
