import type { Campaign } from "./campaign.ts";

/** Every campaign; a file of this folder each. */
export const CAMPAIGNS: readonly Campaign[] = [];
