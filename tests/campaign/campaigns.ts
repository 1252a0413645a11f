import type { Campaign } from "./campaign.ts";
import { manifests } from "./manifests.ts";
import { claims, papers } from "./papers.ts";
import { records } from "./records.ts";
import { checkpoints } from "./checkpoints.ts";
import { corpusFolders } from "./corpus_folders.ts";
import { lyingArchives, lyingServers } from "./lying_servers.ts";
import { wavFiles } from "./wav_files.ts";
import { weightFiles } from "./weight_files.ts";

import { FULL_DISK } from "./full_disk.ts";
import { KILLS } from "./kills.ts";
import { FRESH_CACHE, WARM_CACHE } from "./processes.ts";
import { REMOVED_CACHE, REMOVED_RESULTS } from "./removed.ts";
import { TERMINAL } from "./terminal.ts";

/** Every campaign; a file of this folder each. */
export const CAMPAIGNS: readonly Campaign[] = [
  FRESH_CACHE,
  WARM_CACHE,
  KILLS,
  TERMINAL,
  FULL_DISK,
  REMOVED_CACHE,
  REMOVED_RESULTS,
  records,
  manifests,
  claims,
  papers,
  wavFiles,
  checkpoints,
  weightFiles,
  corpusFolders,
  lyingServers,
  lyingArchives,
];
