import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../folder.ts";
import {
  assertOneError,
  filesBelow,
  recordsIn,
  run,
  succeed,
  taskWords,
  timeless,
  tiny,
  writeManifest,
} from "./command.ts";

const silence = { "signal.silence": [null, { method: "peak" }] };
const labels = { "signal.silence": ["raw", "clean"] };

Deno.test("a suite leaves records, summary, report, tables, charts and figures", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const places = ["--out", out, "--cache", join(folder, "cache")];
    const manifest = await writeManifest(
      folder,
      tiny({ matrix: silence, labels, protocol: { name: "utterance-holdout", testShare: 0.5 } }),
    );
    const first = await succeed("replicate", [manifest, ...places]);
    assertEquals(first.stdout, "");
    assert(first.stderr.includes("backend: wasm (asked for)\n"), first.stderr);
    assert(first.stderr.includes("tiny: 2 runs made\n"));
    assert(first.stderr.includes(`report: ${join(out, "tiny/report.md")}\n`));

    const files = await filesBelow(join(out, "tiny"));
    const records = await recordsIn(out);
    assertEquals(records.map((r) => `runs/${r.id}.json`), files.filter((f) => f.startsWith("runs/")));
    assertEquals(records.length, 2);
    const endings = (start: string) => {
      const names = files.filter((f) => f.startsWith(start));
      return new Set(names.map((f) => f.slice(f.indexOf("."))));
    };
    assertEquals(endings("charts/"), new Set([".png", ".svg", ".vl.json"]));
    assertEquals(endings("tables/"), new Set([".csv", ".tex"]));
    assert(files.includes("figures/waveform.json"));
    assertEquals(files.filter((f) => f.startsWith("figures/spectrogram-")).length, 16);
    assertEquals(files.filter((f) => /\.tmp$|checkpoints/.test(f)), []);

    const read = (name: string) => Deno.readTextFile(join(out, "tiny", name));
    for (const name of files.filter((f) => f.startsWith("charts/"))) {
      const { size } = await Deno.stat(join(out, "tiny", name));
      assert(size > 500, `${name} has ${size} bytes`);
      if (name.endsWith(".svg")) assert(/<(path|rect|text)[ >]/.test(await read(name)), name);
      if (name.endsWith(".png")) {
        const head = (await Deno.readFile(join(out, "tiny", name))).subarray(0, 8);
        assertEquals([...head], [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
      }
    }
    const report = await read("report.md");
    assert(/synthetic|made-up voices/i.test(report.split("\n").slice(0, 6).join("\n")), report.slice(0, 500));
    for (const [, link] of report.matchAll(/\]\((charts\/[^)]+)\)/g)) {
      assert(files.includes(link!), String(link));
    }
    const summary = JSON.parse(await read("summary.json"));
    assertEquals([summary.format, summary.suite, summary.synthetic], [1, "tiny", true]);
    assertEquals(summary.rows.map((row: { variant: string }) => row.variant), ["raw", "clean"]);
    for (const row of summary.rows) {
      const [made] = records.filter((r) => row.runIds.includes(r.id));
      assertEquals(row.accuracy.mean, made!.metrics.accuracy);
    }

    // The same again: nothing is run, and the report is the same file.
    const times = async () => (await recordsIn(out)).map((r) => r.environment.finishedAt);
    const before = await times();
    const second = await succeed("replicate", [manifest, ...places]);
    assert(second.stderr.includes("tiny: 0 runs made, 2 had a record already (--fresh runs them again)"));
    assertEquals(await times(), before);
    assertEquals(await read("report.md"), report);

    // --fresh runs again, with the same result.
    const fresh = await succeed("replicate", [manifest, ...places, "--fresh", "--json", "--no-report"]);
    assertEquals(fresh.stderr, "");
    const [line, ...more] = fresh.stdout.trimEnd().split("\n");
    assertEquals(more, []);
    const ids = JSON.parse(line!).runs.toSorted();
    assertEquals(JSON.parse(line!), {
      ...JSON.parse(line!),
      suite: "tiny",
      made: 2,
      reused: 0,
      report: null,
    });
    assertEquals(ids, records.map((r) => r.id));
    assert((await times()).every((time, i) => time > before[i]!));
    assertEquals((await recordsIn(out)).map(timeless), records.map(timeless));
  });
});

Deno.test("equal settings give equal records, whatever the folder and the number of jobs", async () => {
  await inFolder(async (folder) => {
    const manifest = await writeManifest(folder, tiny({ seeds: [0, 1] }));
    const into = (name: string, ...more: string[]) => {
      const places = ["--out", join(folder, name), "--cache", join(folder, `cache-${name}`)];
      return succeed("replicate", [manifest, ...places, "--no-report", ...more]);
    };
    await into("one", "--jobs", "1");
    await into("two", "--jobs", "2");
    const [one, two] = [await recordsIn(join(folder, "one")), await recordsIn(join(folder, "two"))];
    assertEquals(one.length, 4);
    assertEquals(JSON.stringify(two.map(timeless)), JSON.stringify(one.map(timeless)));
    assertEquals(new Set(one.map((r) => JSON.stringify(r.predictions))).size, 4, "seeds and folds differ");
  });
});

Deno.test("shards make every run once, and --only, --epochs and --seeds choose and change runs", async () => {
  await inFolder(async (folder) => {
    const places = ["--out", join(folder, "out"), "--cache", join(folder, "cache")];
    const manifest = await writeManifest(
      folder,
      tiny({
        seeds: [3, 4],
        matrix: silence,
        labels,

        training: { epochs: 1, batch: 16 },
      }),
    );
    const planned = async (...more: string[]) => {
      const { stdout } = await succeed("replicate", [manifest, ...places, "--dry-run", "--json", ...more]);
      return JSON.parse(stdout).runs as { id: string; label: string; done: boolean; seconds: number }[];
    };
    const [all, firstHalf, secondHalf] = await Promise.all([
      planned(),
      planned("--shard", "1/2"),
      planned("--shard", "2/2"),
    ]);
    const ids = (runs: readonly { id: string }[]) => runs.map((r) => r.id).sort();
    assertEquals(all.length, 8);
    assertEquals([firstHalf.length, secondHalf.length], [4, 4]);
    assertEquals(ids([...firstHalf, ...secondHalf]), ids(all));
    const [clean, other, seeds] = await Promise.all([
      planned("--only", "tiny/clean/**"),
      planned("--epochs", "2"),
      planned("--seeds", "4"),
    ]);
    assertEquals(ids(clean), ids(all.filter((r) => r.label.startsWith("tiny/clean/"))));
    assertEquals(clean.length, 4);
    assertEquals(other.filter((r) => ids(all).includes(r.id)), [], "other settings make other ids");
    assertEquals(ids(seeds), ids(all.filter((r) => r.label.endsWith("seed-4"))));
    assertEquals(await filesBelow(join(folder, "out")), [], "a dry run writes nothing");
    assertEquals(await filesBelow(join(folder, "cache")), []);

    const made = async (...more: string[]) => {
      const { stdout } = await succeed("replicate", [manifest, ...places, "--json", "--no-report", ...more]);
      return JSON.parse(stdout) as { made: number; reused: number };
    };
    const [a, b] = [await made("--shard", "1/2"), await made("--shard", "2/2")];
    assertEquals([a.made, a.reused, b.made, b.reused], [4, 0, 4, 0]);
    assertEquals((await recordsIn(join(folder, "out"))).map((r) => r.id), ids(all));
    const one = await made("--only", all[0]!.id, "--epochs", "1");
    assertEquals([one.made, one.reused], [0, 1]);
    assert((await planned()).every((r) => r.done));
  });
});

Deno.test("other epochs or seeds are a trial: kept apart, marked, without a verdict, and repeated as it was", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const gate = { minimumAccuracy: 0.99, training: { epochs: 2, batch: 16 } };
    const manifest = await writeManifest(folder, tiny(gate));
    const args = [manifest, "--out", out, "--cache", join(folder, "cache"), "--limit", "1"];
    const { stderr } = await succeed("replicate", [...args, "--epochs", "1"]);
    const says = "tiny: a trial with --epochs 1: kept apart in ";
    assert(stderr.includes(`${says}${join(out, "trials")}, and it decides nothing\n`), stderr);
    assert((await filesBelow(out)).every((path) => path.startsWith("trials/tiny/")));
    const [record] = await recordsIn(join(out, "trials"));
    const report = await Deno.readTextFile(join(out, "trials/tiny/report.md"));
    assert(
      report.includes("> **A trial with --epochs 1: these are not the runs that the manifests ask for"),
      report,
    );
    assert(!report.includes("deno task report tiny"), report);
    const summary = await Deno.readTextFile(join(out, "trials/tiny/job-summary.md"));
    assert(summary.includes(`${manifest} --epochs 1 --only ${record!.id} --fresh`), summary);
    // The seeds of the manifest, and its own epochs, are no trial.
    const own = await run("replicate", [...args, "--epochs", "2", "--seeds", "0", "--no-report"]);
    assert(!own.stderr.includes("a trial") && own.code === 3, own.stderr);
    assertEquals((await recordsIn(out)).length, 1);
  });
});

Deno.test("a sampled manifest grows by the same command with a limit, in its order", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const manifest = await writeManifest(
      folder,
      tiny({
        matrix: { ...silence, "model.padding": ["same", "two-pixels"], "training.batch": [16, 8] },
        labels,
        sample: { runs: 3 },
        training: { epochs: 1 },
      }),
    );
    const args = [manifest, "--out", out, "--cache", join(folder, "cache"), "--no-report", "--json"];
    const { stdout } = await succeed("replicate", [...args, "--dry-run"]);
    const order: { id: string; label: string }[] = JSON.parse(stdout).runs;
    assertEquals(order[0]!.label, "tiny/default reading/fold-0/seed-0");
    for (const [i, counts] of [[1, 0, 2], [1, 1, 1], [1, 2, 0], [0, 3, 0]].entries()) {
      const done = JSON.parse((await succeed("replicate", [...args, "--limit", "1"])).stdout);
      assertEquals([done.made, done.reused, done.left], counts);
      const made = (await recordsIn(out)).map((r) => r.id).toSorted();
      assertEquals(made, order.slice(0, Math.min(3, i + 1)).map((r) => r.id).toSorted());
    }
  });
});

Deno.test("a mean accuracy below the minimum fails the gate and keeps everything", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const gate = tiny({ minimumAccuracy: 0.99, training: { epochs: 1, batch: 16 } });
    const manifest = await writeManifest(folder, gate);
    const args = [manifest, "--out", out, "--cache", join(folder, "cache"), "--json"];
    const { code, stdout, stderr } = await run("replicate", args);
    assertEquals(code, 3);
    assertOneError(stderr, "tiny, all: the mean accuracy must be at least 99.0 %: it is ");
    assertEquals(stderr.trimEnd().split("\n").length, 1);
    assertEquals(stdout.trimEnd().split("\n").length, 1);
    assertEquals((await recordsIn(out)).length, 2);
    assert((await filesBelow(out)).includes("tiny/report.md"));
  });
});

Deno.test("results are held against earlier ones, and what cannot be compared is named", async () => {
  await inFolder(async (folder) => {
    const [out, earlier, none] = ["out", "earlier", "none"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const short = tiny({
      training: { epochs: 1, batch: 16 },
      protocol: { name: "utterance-holdout", testShare: 0.5 },
    });
    const manifest = await writeManifest(folder, short);
    const args = (to: string) => [manifest, "--out", to, "--cache", join(folder, "cache"), "--no-report"];
    await succeed("replicate", args(earlier));
    const held = await succeed("replicate", [...args(out), "--gate", earlier]);
    assert(
      /\ngate: tiny, all: holds: .* now in 1 run, 0 clips lost and 0 won of /.test(held.stderr),
      held.stderr,
    );
    const [absent, other] = await Promise.all([
      run("replicate", [...args(out), "--gate", none]),
      run("replicate", [...args(out), "--epochs", "2", "--gate", earlier]),
    ]);
    assertEquals([absent.code, other.code], [1, 1]);
    assert(absent.stderr.endsWith(`there are no records in ${join(none, "tiny/runs")}\n`), absent.stderr);
    assert(
      other.stderr.endsWith(`no run that the manifests of tiny ask for is in ${join(out, "trials")} too\n`),
      other.stderr,
    );
  });
});

Deno.test("a dry run of every committed manifest prints its runs, their ids and an estimate", async () => {
  await inFolder(async (folder) => {
    const committed = (await filesBelow("experiments")).filter((f) => f.endsWith(".manifest.json"));
    const paths = committed.map((f) => join("experiments", f));
    const args = [...paths, "--dry-run", "--out", join(folder, "out"), "--cache", join(folder, "cache")];
    const [plain, json] = await Promise.all([
      succeed("replicate", args),
      succeed("replicate", [...args, "--json"]),
    ]);
    assertEquals([plain.stderr, json.stderr], ["", ""]);
    const suites = json.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(suites.map((s) => s.suite).sort(), ["deepika2025", "quickstart"]);
    const lines = plain.stdout.trimEnd().split("\n");
    assertEquals(lines.length, suites.reduce((sum, s) => sum + s.runs.length + 1, 0));
    for (const { suite, runs, secondsLeft } of suites) {
      assert(secondsLeft > 0);
      assert(lines.some((line) => line.startsWith(`${suite}: ${runs.length} runs, about `)));
      for (const { id, label, leaks, done, seconds } of runs) {
        const shown = leaks ? `  ${label} (leaks: windows of one recording on both sides)` : `  ${label}`;
        assert(/^[0-9a-f]{16}$/.test(id) && done === false && seconds > 0);
        assert(lines.some((line) => line.startsWith(`${id}  about `) && line.endsWith(shown)), label);
        assertEquals(leaks, label.startsWith("image-holdout"), label);
      }
    }
    const all = suites.flatMap((s) => s.runs.map((r: { id: string }) => r.id));
    assertEquals(new Set(all).size, all.length);
    assertEquals(await filesBelow(folder), []);
  });
});

Deno.test("no task has a permission without bounds where names can be given", () => {
  const verbs = [
    "replicate",
    "report",
    "serve",
    "claims",
    "data",
    "doctor",
    "clean",
    "bench",
    "schema",
  ] as const;
  for (const verb of verbs) {
    const words = taskWords(verb);
    assert(words.includes("--no-prompt"), verb);
    const kinds = ["read", "write", "env", "sys", "run", "net", "ffi"];
    const bare = ["-A", "--allow-all", ...kinds.map((kind) => `--allow-${kind}`)];
    assertEquals(words.filter((word) => bare.includes(word)), [], verb);
  }
});
