import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { describeMachine, peakMemoryBytes, VERSION } from "../../src/record/environment.ts";

Deno.test("the version of the records is the package's", () => assertEquals(VERSION, config.version));

Deno.test("the machine and the project are described by facts or null", async () => {
  const machine = await describeMachine({ library: "1.2.3" });
  assertEquals(Object.keys(machine).sort(), ["cores", "cpu", "deno", "libraries", "os", "project"]);
  assertEquals([machine.deno, machine.libraries], [Deno.version.deno, { library: "1.2.3" }]);
  assertEquals(machine.cores, navigator.hardwareConcurrency);
  assert(machine.os.startsWith(`${Deno.build.os} `) && machine.os.endsWith(Deno.build.arch));
  assert(machine.cpu === null || machine.cpu.length > 0);
  const { version, commit, dirty } = machine.project;
  assertEquals(version, VERSION);
  assert(commit === null || /^[0-9a-f]{40}$/.test(commit), String(commit));
  assertEquals(typeof dirty, commit === null ? "object" : "boolean");
});

Deno.test("the peak of the memory is in bytes", () => {
  const peak = peakMemoryBytes();
  if (peak === null) return;
  const { rss } = Deno.memoryUsage();
  assert(peak > 0.9 * rss && peak < 100 * rss, `${peak} beside ${rss} in use`);
});
