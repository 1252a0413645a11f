import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { type CrateContents, crateMetadata } from "./crate.ts";

/** A crate as one ZIP archive, the metadata file first; equal contents give equal bytes. */
export async function packCrate(contents: CrateContents): Promise<Uint8Array> {
  const metadata = new TextEncoder().encode(`${JSON.stringify(crateMetadata(contents), null, 2)}\n`);
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, extendedTimestamp: false });
  // The oldest date that the format can hold, in any time zone.
  const lastModDate = new Date(1980, 0, 1);
  for (const { path, bytes } of [{ path: "ro-crate-metadata.json", bytes: metadata }, ...contents.files]) {
    await zip.add(path, new Uint8ArrayReader(bytes), { lastModDate });
  }
  return await zip.close();
}
