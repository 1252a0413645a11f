import type { Campaign } from "./campaign.ts";
import { manifests } from "./manifests.ts";
import { claims, papers } from "./papers.ts";
import { records } from "./records.ts";

/** Every campaign; a file of this folder each. */
export const CAMPAIGNS: readonly Campaign[] = [records, manifests, claims, papers];
