import { deepStrictEqual as assertEquals, notStrictEqual as assertNotEquals } from "node:assert/strict";
import { sha256 } from "../../src/base/hash.ts";
import { bytesSource } from "../../src/audio/byte_source.ts";
import { recordingHash } from "../../src/audio/recording_hash.ts";
import { tone } from "../features/recordings.ts";

const hash = (bytes: Uint8Array) => recordingHash(bytesSource(bytes));

/** A chunk of four letters with its bytes. */
function chunk(id: string, content: number[]): number[] {
  const size = [content.length & 255, content.length >> 8, 0, 0];
  return [...[...id].map((c) => c.charCodeAt(0)), ...size, ...content, ...(content.length % 2 ? [0] : [])];
}

Deno.test("chunks around the samples do not change what a recording is called", () => {
  const plain = tone(440, 0.05);
  const extra = chunk("LIST", [1, 2, 3]);
  const tagged = Uint8Array.from([...plain.subarray(0, 36), ...extra, ...plain.subarray(36), ...extra]);
  new DataView(tagged.buffer).setUint32(4, tagged.length - 8, true);
  assertEquals(hash(tagged), hash(plain));
});

Deno.test("a sample, the rate or the number of channels does", () => {
  const plain = tone(440, 0.05);
  const changed = (at: number) => hash(plain.with(at, plain[at]! ^ 3));
  for (const at of [plain.length - 2, 24, 22]) {
    assertNotEquals(changed(at), hash(plain), `byte ${at}`);
  }
});

Deno.test("of a file that is no recording, all bytes count", () => {
  for (const bytes of [new Uint8Array(), new TextEncoder().encode("text"), tone(440, 0.05).subarray(0, 30)]) {
    assertEquals(hash(bytes), sha256(bytes));
  }
});
