import { UserError } from "../../base/errors.ts";
import type { Lifetime } from "../arena.ts";
import type { Gpu } from "./device.ts";

/** Buffers of one step; all are freed together. */
export interface Buffers {
  /** A storage buffer of at least `bytes`, filled with zeros. */
  make(what: string, bytes: number, usage?: number): GPUBuffer;
  /** Destroys one buffer. */
  free(buffer: GPUBuffer | undefined): void;
  /** Bytes that are held. */
  bytes(): number;
  /** Destroys all. */
  dispose(): void;
}

const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;

/** Counts what a step holds on a device. */
export function newBuffers(gpu: Gpu): Buffers {
  const held = new Set<GPUBuffer>();
  return {
    make(what, bytes, usage = STORAGE | COPY_SRC | COPY_DST) {
      const size = Math.max(16, Math.ceil(bytes / 16) * 16);
      assertFits(gpu, what, size);
      const buffer = gpu.device.createBuffer({ label: what, size, usage });
      held.add(buffer);
      return buffer;
    },
    free(buffer) {
      if (buffer && held.delete(buffer)) buffer.destroy();
    },
    bytes: () => [...held].reduce((sum, buffer) => sum + buffer.size, 0),
    dispose() {
      held.forEach((buffer) => buffer.destroy());
      held.clear();
    },
  };
}

/** Largest storage buffer of a device, bytes. */
export function largestBuffer(gpu: Gpu): number {
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.device.limits;
  return Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / 16) * 16;
}

/** @throws {UserError} If a buffer is larger than the device can bind. */
function assertFits(gpu: Gpu, what: string, bytes: number): void {
  const limit = largestBuffer(gpu);
  if (bytes <= limit) return;
  throw new UserError(
    `Cannot plan training: ${what} needs a buffer of ${bytes} bytes, the device has ${limit}`,
  );
}

/** Which buffer each tensor gets, and how large the buffers are. */
export interface Slots {
  readonly slotOf: readonly number[];
  readonly bytes: readonly number[];
}

/** Shares buffers among tensors that are never alive at once: the largest first, each into the first that fits. */
export function planSlots(tensors: readonly Lifetime[]): Slots {
  const slotOf = tensors.map(() => -1);
  const slots: { bytes: number; tenants: Lifetime[] }[] = [];
  const order = tensors.map((_, i) => i).sort((a, b) => tensors[b]!.bytes - tensors[a]!.bytes || a - b);
  for (const index of order) {
    const tensor = tensors[index]!;
    const apart = (other: Lifetime) => other.last < tensor.first || other.first > tensor.last;
    let slot = slots.findIndex(({ tenants }) => tenants.every(apart));
    if (slot < 0) slot = slots.push({ bytes: tensor.bytes, tenants: [] }) - 1;
    slots[slot]!.tenants.push(tensor);
    slotOf[index] = slot;
  }
  return { slotOf, bytes: slots.map((slot) => slot.bytes) };
}
