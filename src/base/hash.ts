import { createHash } from "node:crypto";
import { canonicalJson } from "./json.ts";

/** Lower-case hexadecimal SHA-256 of bytes or of the UTF-8 form of a text. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 of the canonical JSON of a value: equal values have equal hashes. */
export function hashOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
