import { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";
import { dirname, join } from "node:path";
import { ravdessNames } from "../../src/corpus/ravdess_name.ts";
import { encodeWav } from "../../src/signal/encode_wav.ts";
import { recordsIn, succeed, tiny, writeManifest } from "../cli/command.ts";
import { tone } from "../features/recordings.ts";
import { inFolder } from "../folder.ts";
import { chunk, floats, formatChunk, wav } from "../signal/riff_builder.ts";

Deno.test("recordings that cannot be used are left out with their reasons and stop no run", () =>
  inFolder(async (folder) => {
    const actors = ravdessNames("speech").filter((path) => /^Actor_0[1-4]/.test(path));
    const [silent, notFinite, coded, cut, ...good] = actors.filter((_, i) => i % 4 === 0);
    const [data, out] = [join(folder, "data"), join(folder, "out")];
    const write = async (path: string, bytes: Uint8Array) => {
      await Deno.mkdir(dirname(join(data, path)), { recursive: true });
      await Deno.writeFile(join(data, path), bytes);
    };
    for (const [i, path] of good.entries()) await write(path, tone(200 + 40 * i, 0.1));
    await write(silent!, encodeWav({ samples: new Float32Array(2000), rateHz: 16_000 }));
    const format = formatChunk({ code: 3, bits: 32, rateHz: 16_000 });
    await write(notFinite!, wav(format, chunk("data", floats([0.5, -Infinity], 4))));
    await write(coded!, wav(formatChunk({ code: 7, bits: 8 }), chunk("data", [1, 2, 3, 4])));
    await write(cut!, tone(300, 0.1).subarray(0, 1000));
    const matrix = { "signal.silence": [null, { method: "peak" }] };
    const protocol = { name: "utterance-holdout", testShare: 0.5 };
    const manifest = await writeManifest(folder, tiny({ corpus: { name: "ravdess" }, protocol, matrix }));
    const args = [manifest, "--out", out, "--cache", join(folder, "cache"), "--data", `ravdess=${data}`];
    const { stderr } = await succeed("replicate", [...args, "--no-report"]);
    assert(stderr.includes("2 recordings cannot be used: planned again without"), stderr);
    const records = await recordsIn(out);
    const reasons = [
      [silent, "nothing is left after silence removal"],
      [notFinite, "sample 1 is not finite (-Infinity)"],
      [coded, "compressed or unknown WAV format 0x0007 (mu-law) is not supported"],
      [cut, 'truncated WAV file, its "data" chunk has 956 of 3200 bytes'],
    ];
    for (const { settings, data } of records) {
      // Of silence there is a raw image.
      const wanted = settings.signal.silence === null ? reasons.slice(1) : reasons;
      assertEquals(data.leftOut.map(({ path, reason }) => [path, reason]), wanted);
      assertEquals(Object.keys(data.folds).length, actors.length / 4 - wanted.length);
    }
    assertEquals(records.length, 2);
    // Nothing is made anew where the cache is lost: what cannot be used is found again, and the records stand.
    await Deno.remove(join(folder, "cache"), { recursive: true });
    const again = await succeed("replicate", [...args, "--no-report", "--json"]);
    const { made, reused } = JSON.parse(again.stdout);
    assertEquals([made, reused], [0, 2]);
  }));
