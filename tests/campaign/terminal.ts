import { dirname } from "node:path";
import { ended, filesBelow, ROOT, start } from "../cli/command.ts";
import type { Campaign } from "./campaign.ts";
import { outcomeOf, pause, type Place, placeIn } from "./runs.ts";

/** About how long the documented command takes, milliseconds. */
const WHOLE_MS = 12_000;
/** Longest time from the key to the end, milliseconds: a second, and as much again for a machine that is busy. */
const LATEST_MS = 2000;

/** What a command left behind that was started in a terminal. */
export interface InTerminal {
  readonly code: number;
  readonly screen: string;
  /** Milliseconds from the key to the end; `null` if it ended before. */
  readonly took: number | null;
}

/** Whether a pseudo-terminal can be had here: by `script` of util-linux. */
export async function hasTerminal(): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command("script", { args: ["--version"], stderr: "null" }).output();
    return new TextDecoder().decode(stdout).includes("util-linux");
  } catch {
    return false;
  }
}

/** Types a command into a terminal and, once `ready` says so, Ctrl-C. */
export async function interrupted(
  command: string,
  ready: (screen: () => string) => Promise<unknown>,
): Promise<InTerminal> {
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", command, "/dev/null"],
    cwd: ROOT,
    env: { PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`, TERM: "xterm" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let [screen, over] = ["", false];
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) screen += text;
  })();
  const end = child.status.finally(() => over = true);
  await Promise.race([end, ready(() => screen)]);
  const writer = child.stdin.getWriter();
  const at = performance.now();
  const early = over;
  if (!early) await writer.write(new TextEncoder().encode("\x03")).catch(() => {});
  const { code } = await end;
  const took = early ? null : performance.now() - at;
  await writer.close().catch(() => {});
  await reading;
  return { code, screen, took };
}

/** What is wrong with how a command was stopped, or `null`. `make` may say 2, as of any recipe that failed. */
export async function disorder(
  command: string,
  { code, screen, took }: InTerminal,
  folders: readonly string[],
): Promise<string | null> {
  const right = command.startsWith("make ") ? [130, 2] : [130];
  if (!right.includes(code)) return `exit ${code}: ${screen.slice(-200)}`;
  if (took !== null && took > LATEST_MS) return `late: ${Math.round(took)} ms`;
  if (screen.lastIndexOf("\x1b[?25l") > screen.lastIndexOf("\x1b[?25h")) return "cursor hidden";
  const files = (await Promise.all(folders.map((folder) => filesBelow(folder)))).flat();
  return files.some((name) => name.endsWith(".tmp")) ? "temporary files left" : null;
}

/** The documented command, as it is typed. */
function commandLine({ args }: Place, by: string): string {
  const words = args.filter((word) => !["--json", "--no-report"].includes(word)).map((word) => `'${word}'`)
    .join(" ");
  return by === "make" ? `make replicate ARGS="${words}"` : `deno task replicate ${words}`;
}

/** Ctrl-C while voices, features, runs or the report are made. */
export const TERMINAL: Campaign = {
  name: "Ctrl-C in a terminal",
  trials: 40,
  right: ["in order, then equal records", "ended before", "no terminal here"],
  async trial(random, folder) {
    if (!await hasTerminal()) return "no terminal here";
    const place = await placeIn(folder);
    const command = commandLine(place, random.uniform() < 0.8 ? "deno" : "make");
    const result = await interrupted(command, () => pause(random.uniform() * WHOLE_MS));
    if (result.took === null && result.code === 0) return "ended before";
    const wrong = await disorder(command, result, [folder]);
    if (wrong !== null) return wrong;
    const after = await outcomeOf([await ended(start("replicate", place.args))], place);
    return `in order, then ${after}`;
  },
};
