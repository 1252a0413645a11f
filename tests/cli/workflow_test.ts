import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { parse } from "yaml";
import config from "../../deno.json" with { type: "json" };

const path = new URL("../../.github/workflows/replicate.yml", import.meta.url);

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { default: unknown }>> }>>;
  readonly jobs: Readonly<Record<string, { readonly needs?: string; readonly steps: readonly Step[] }>>;
}

const workflow = parse(await Deno.readTextFile(path)) as Workflow;
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

Deno.test("the workflow has the same inputs and defaults by hand and by call", () => {
  const { workflow_dispatch: byHand, workflow_call: byCall } = workflow.on;
  const defaults = (of: typeof byHand) =>
    Object.entries(of!.inputs).map(([name, input]) => [name, input.default]);
  assertEquals(defaults(byHand), defaults(byCall));
});

Deno.test("every input that the workflow reads is declared", async () => {
  const text = await Deno.readTextFile(path);
  const read = new Set([...text.matchAll(/inputs\.(\w+)/g)].map(([, name]) => name));
  assertEquals([...read].sort(), Object.keys(workflow.on.workflow_call!.inputs).sort());
});

Deno.test("no input stands in a shell script: scripts read them from the environment", () => {
  for (const { run, name } of steps) assert(!run?.includes("${{"), name ?? run ?? "");
});

Deno.test("jobs that are waited for are there", () => {
  const names = Object.keys(workflow.jobs);
  for (const { needs } of Object.values(workflow.jobs)) assert(needs === undefined || names.includes(needs));
});

Deno.test("every command of the workflow is a task, with options that it has", async () => {
  const commands = steps.flatMap(({ run }) => [...(run ?? "").matchAll(/deno task ([a-z]+)([^;&|"\n]*)/g)]);
  assert(commands.length >= 5);
  for (const [command, verb, rest] of commands) {
    assert(verb! in config.tasks, command);
    const words = verb === "data" ? [verb, rest!.trim().split(" ")[0]!] : [verb!];
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        new URL("../../src/cli/main.ts", import.meta.url).href,
        ...words,
        "--help",
      ],
    }).output();
    const help = new TextDecoder().decode(stdout);
    for (const [option] of rest!.matchAll(/--[a-z-]+/g)) {
      assert(help.includes(`${option} `) || help.includes(`${option}\n`), `${command}: ${option}`);
    }
  }
});
