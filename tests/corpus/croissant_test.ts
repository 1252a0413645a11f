import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { croissant } from "../../src/corpus/croissant.ts";
import { corpusSources } from "../../src/corpus/sources.ts";

const described = corpusSources.filter(({ name }) => name !== "synthetic").map((source) => ({
  source,
  metadata: croissant(source)! as Record<string, unknown>,
}));

Deno.test("every published corpus has what Croissant 1.0 asks for", () => {
  assertEquals(described.length, 3);
  for (const { source, metadata } of described) {
    assertEquals(metadata["@type"], "sc:Dataset", source.name);
    assertEquals(metadata.conformsTo, "http://mlcommons.org/croissant/1.0");
    for (const part of ["name", "description", "license", "url", "citeAs", "datePublished"]) {
      assert(typeof metadata[part] === "string" && metadata[part] !== "", `${source.name}: ${part}`);
    }
    assert(URL.canParse(metadata.license as string) && URL.canParse(metadata.url as string));
  }
});

Deno.test("files have a hash where they can be fetched, and fields name files that are there", () => {
  for (const { source, metadata } of described) {
    const resources = metadata.distribution as Record<string, unknown>[];
    const ids = resources.map((resource) => resource["@id"]);
    for (const resource of resources) {
      if (resource["@type"] === "cr:FileObject") {
        assertEquals(resource.md5, source.archive!.md5);
        assertEquals(resource.contentUrl, source.archive!.url);
      } else {
        const inside = resource.containedIn as { "@id": string } | undefined;
        assert(inside === undefined || ids.includes(inside["@id"]));
        assert(typeof resource.includes === "string");
      }
    }
    const [clips] = metadata.recordSet as { field: { source: { fileSet: { "@id": string } } }[] }[];
    assert(clips!.field.every((field) => ids.includes(field.source.fileSet["@id"])));
  }
});

/** What the expression of a field finds in a file name. */
function found(corpus: string, field: string, fileName: string): string | undefined {
  const { metadata } = described.find(({ source }) => source.name === corpus)!;
  const [clips] = metadata.recordSet as { field: { name: string; source: Record<string, unknown> }[] }[];
  const transform = clips!.field.find(({ name }) => name === field)!.source.transform as { regex: string };
  return new RegExp(transform.regex).exec(fileName)?.[1];
}

Deno.test("the fields read what file names say", () => {
  assertEquals(found("ravdess", "emotion", "03-01-06-01-02-01-12.wav"), "06");
  assertEquals(found("ravdess", "intensity", "03-01-06-01-02-01-12.wav"), "01");
  assertEquals(found("ravdess", "statement", "03-01-06-01-02-01-12.wav"), "02");
  assertEquals(found("ravdess", "speaker", "03-01-06-01-02-01-12.wav"), "12");
  assertEquals(found("emodb", "emotion", "03a01Fa.wav"), "F");
  assertEquals(found("emodb", "text", "03a01Fa.wav"), "a01");
  assertEquals(found("emodb", "speaker", "03a01Fa.wav"), "03");
  assertEquals(found("iemocap", "session", "Ses01F_impro01_F000.wav"), "1");
});

Deno.test("nobody has published the made-up voices", () => {
  assertEquals(croissant(corpusSources.find(({ name }) => name === "synthetic")!), null);
});
