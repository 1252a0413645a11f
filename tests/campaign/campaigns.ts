import type { Campaign } from "./campaign.ts";
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
];
