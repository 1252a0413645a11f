import { fileURLToPath } from "node:url";

/** Folder of the manifests that come with the project. */
export const EXPERIMENTS = fileURLToPath(new URL("../../experiments", import.meta.url));

/** The manifest that needs no download and no GPU. */
export const QUICKSTART = `${EXPERIMENTS}/quickstart.manifest.json`;
