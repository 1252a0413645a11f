import { sha256 } from "../../base/hash.ts";

/** One file of a crate. */
export interface CrateFile {
  /** Path within the crate, with slashes. */
  readonly path: string;
  /** What it holds. */
  readonly bytes: Uint8Array;
}

/** What each ending stands for (RFC 6838 media types). */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".croissant.json": "application/ld+json",
  ".json": "application/json",
  ".md": "text/markdown",
  ".csv": "text/csv",
  ".tex": "application/x-tex",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".html": "text/html",
  ".js": "text/javascript",
  ".safetensors": "application/octet-stream",
};

/** The `File` entity of RO-Crate 1.1 for a file: name, media type, size and hash. */
export function fileEntity({ path, bytes }: CrateFile): Record<string, unknown> {
  const ending = Object.keys(MEDIA_TYPES).find((one) => path.endsWith(one));
  return {
    "@id": fileId(path),
    "@type": "File",
    name: path.split("/").at(-1),
    encodingFormat: ending === undefined ? "application/octet-stream" : MEDIA_TYPES[ending],
    contentSize: String(bytes.byteLength),
    sha256: sha256(bytes),
  };
}

/** Identifier of a file: its path as a relative URI. */
export function fileId(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
