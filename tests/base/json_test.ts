import { deepStrictEqual as assertEquals, throws as assertThrows } from "node:assert/strict";
import { hashOf, sha256 } from "../../src/base/hash.ts";
import { canonicalJson } from "../../src/base/json.ts";

Deno.test("canonical JSON sorts keys at every depth and leaves undefined out", () => {
  const value = { b: [1, { z: null, a: "x" }], a: { d: undefined, c: true }, B: 0.5, "": [] };
  assertEquals(canonicalJson(value), '{"":[],"B":0.5,"a":{"c":true},"b":[1,{"a":"x","z":null}]}');
  assertEquals(canonicalJson([undefined, -0, "ä\n"]), '[null,0,"ä\\n"]');
  assertEquals(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
});

Deno.test("the order of keys is that of their code units, not of a language", () => {
  assertEquals(canonicalJson({ ä: 1, a: 2, Z: 3, 10: 4, 9: 5 }), '{"10":4,"9":5,"Z":3,"a":2,"ä":1}');
});

Deno.test("canonical JSON refuses what JSON cannot hold", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assertThrows(() => canonicalJson({ deep: [value] }), TypeError);
  }
  for (const value of [() => 0, 1n, Symbol("s")]) assertThrows(() => canonicalJson([value]), TypeError);
});

Deno.test("hashes are those of the published test vectors", () => {
  // FIPS 180-2, appendix B.1.
  assertEquals(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assertEquals(sha256(new Uint8Array()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assertEquals(hashOf({ a: 1, b: 2 }), hashOf({ b: 2, a: 1 }));
  assertEquals(hashOf({ a: 1 }), sha256('{"a":1}'));
});
