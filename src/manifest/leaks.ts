import type { ProtocolSettings } from "./settings.ts";

/** A protocol that deals images, so that windows of one recording stand on both sides. */
export type LeakingProtocol = Extract<ProtocolSettings, { name: `image-${string}` }>;

/**
 * Whether a protocol leaks: images of one recording are both trained on and tested on. What such a run measures
 * says nothing about recordings that were never heard; it is never put together with what other protocols measure.
 */
export function leaks(protocol: ProtocolSettings): protocol is LeakingProtocol {
  return protocol.name === "image-k-fold" || protocol.name === "image-holdout";
}

/** Stands in the label of every variant whose protocol leaks. */
export const LEAK_LABEL = "leaks";

/** What a leak is, in words. */
export const LEAK_TEXT = "leaks: windows of one recording on both sides";
