import { cpus } from "node:os";
import process from "node:process";
import type { Environment } from "./record.ts";

/** What computes: known only once a run has started. */
export interface Device {
  /** `webgpu`, `wasm` or `cpu`. */
  readonly backend: string;
  /** What does the training steps: `tfjs`, or the compiled step. */
  readonly engine: string;
  /** Version of its algorithm, where that is not 1. */
  readonly engineVersion?: number;
  /** Name of the GPU adapter, or `null` without one. */
  readonly adapter: string | null;
  /** Its driver as far as it is told, or `null`. */
  readonly driver: string | null;
}

/** Facts about the project and the machine that are the same for all runs of one start. */
export type Machine = Omit<Environment, keyof Device | "finishedAt">;

/** Version of this project, as in `deno.json`. */
export const VERSION = "0.1.0";

/**
 * Looks at the project and the machine once.
 * @param libraries Name and version of the packages that compute.
 */
export async function describeMachine(libraries: Readonly<Record<string, string>>): Promise<Machine> {
  return {
    project: { version: VERSION, ...await projectCommit() },
    deno: Deno.version.deno,
    libraries,
    cpu: cpus()[0]?.model ?? null,
    cores: navigator.hardwareConcurrency,
    os: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
  };
}

/** The commit of the checkout that this file lies in; `null` outside one. */
async function projectCommit(): Promise<{ commit: string | null; dirty: boolean | null }> {
  const folder = new URL("../..", import.meta.url);
  const nothing = { commit: null, dirty: null };
  if (folder.protocol !== "file:") return nothing;
  const git = async (...args: string[]) => {
    const { success, stdout } = await new Deno.Command("git", { args, cwd: folder, stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  };
  try {
    const commit = await git("rev-parse", "HEAD");
    if (commit === null) return nothing;
    // What runs write is not what they run.
    const changes = await git("status", "--porcelain", "--", ".", ":(exclude)results");
    return { commit, dirty: changes === null ? null : changes !== "" };
  } catch {
    return nothing;
  }
}

/** Highest resident memory of this process in bytes, or `null` where it cannot be read. */
export function peakMemoryBytes(): number | null {
  // Deno 2.6 does not have it yet, whatever the types say.
  const { resourceUsage } = process as Partial<typeof process>;
  const maxRSS = resourceUsage === undefined ? 0 : resourceUsage.call(process).maxRSS;
  return maxRSS > 0 ? 1024 * maxRSS : null;
}
