import { openBackend } from "../backend/backend.ts";
import { type BackendName, chooseBackend, findAdapter } from "../backend/choose.ts";
import { selfCheck } from "../backend/self_check.ts";
import { messageOf } from "../base/errors.ts";
import { describeMachine } from "../record/environment.ts";
import { weightSources } from "../model/weights/sources.ts";
import { corpusState } from "./data.ts";
import { weightsState } from "./data_weights.ts";
import { LIBRARIES } from "./libraries.ts";

/** One line of the doctor's findings. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

/** `doctor`: what this machine offers. Prints one line per finding; nothing is changed. */
export async function doctor(
  options: {
    readonly data?: ReadonlyMap<string, string>;
    readonly weights: string;
    readonly json: boolean;
  },
): Promise<void> {
  const findings: Finding[] = [];
  const machine = await describeMachine(LIBRARIES);
  findings.push({
    name: "deno",
    ok: true,
    says: `${machine.deno}, ${machine.os}, ${machine.cores} cores, ${machine.cpu ?? "unknown processor"}`,
  });
  const adapter = await findAdapter();
  findings.push({
    name: "webgpu",
    ok: adapter !== null && !adapter.software,
    says: adapter === null
      ? "no adapter"
      : `${adapter.name}${adapter.software ? " (software: slower than wasm)" : ""}`,
  });
  const { backend, reason } = await chooseBackend("auto");
  findings.push({ name: "backend", ok: true, says: `${backend} (${reason})` });
  const candidates: BackendName[] = adapter === null ? ["wasm"] : ["wasm", "webgpu"];
  for (const name of candidates) findings.push(await checked(name));
  for (const name of ["ravdess", "iemocap", "emodb"] as const) {
    findings.push({ name, ...await corpusState(name, options.data?.get(name)) });
  }
  findings.push(...await weightsFindings(options.weights));
  for (const { name, ok, says } of findings) {
    console.log(
      options.json
        ? JSON.stringify({ name, ok, says })
        : `${ok ? "ok     " : "missing"}  ${name.padEnd(24)} ${says}`,
    );
  }
}

/** One line for each network and kind of pretrained weights: the file that a run would start from. */
async function weightsFindings(folder: string): Promise<Finding[]> {
  const kinds = Map.groupBy(weightSources, ({ network, weights }) => `${network} ${weights}`);
  return await Promise.all([...kinds].map(async ([name, sources]) => {
    const states = await Promise.all(sources.map((source) => weightsState(source, folder)));
    const present = states.find(({ ok }) => ok);
    return { name, ...present ?? { ok: false, says: `${states[0]!.says}; ${sources[0]!.obtain}` } };
  }));
}

async function checked(name: BackendName): Promise<Finding> {
  try {
    const results = await selfCheck(await openBackend(name));
    const worst = results.reduce((a, b) => (a.difference > b.difference ? a : b));
    const says = `${results.length} operations agree with the plain backend, worst ${worst.operation} by ${
      worst.difference.toExponential(1)
    }`;
    return { name: `check ${name}`, ok: true, says };
  } catch (error) {
    return { name: `check ${name}`, ok: false, says: messageOf(error) };
  }
}
