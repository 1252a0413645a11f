import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { EXIT, UserError } from "../../../src/base/errors.ts";
import { openWeights } from "../../../src/model/weights/weight_file.ts";
import { inFolder } from "../../folder.ts";
import { golden, goldenBytes, open, readAll, readOrRefused, refusal } from "./files.ts";

/** Names of PyTorch's types. */
const TYPES: Readonly<Record<string, string>> = {
  float64: "F64",
  float32: "F32",
  float16: "F16",
  bfloat16: "BF16",
  int64: "I64",
  uint8: "U8",
};

for (const { name, file, tensors } of golden.checkpoints) {
  Deno.test(`a checkpoint of PyTorch is read: ${name}`, async () => {
    using weights = open(goldenBytes(file));
    assertEquals(weights.format, name.startsWith("zip") ? "pytorch-zip" : "pytorch-legacy");
    assertEquals(weights.names, tensors.map((t) => t.name));
    for (const { name, shape, type, values } of tensors) {
      assertEquals([weights.shapeOf(name), weights.typeOf(name)], [shape, TYPES[type]], name);
      if (type.includes("float")) assertEquals(await weights.read(name), Float32Array.from(values), name);
      else await rejects(weights.read(name), new RegExp(`${name} holds whole numbers`));
    }
    await rejects(weights.read("else"), /it has no tensor else/);
  });
}

Deno.test("tensors that share a storage have values of their own, and reads may overlap", async () => {
  using weights = open(goldenBytes(golden.checkpoints[0]!.file));
  const [first, second] = await Promise.all([weights.read("first"), weights.read("second")]);
  assertEquals([...first.subarray(2)], [...second.subarray(0, 2)]);
  first.fill(0);
  assert((await weights.read("first")).some((value) => value !== 0));
});

/** What the refusal of each golden file has to name. */
const NAMES: Readonly<Record<string, string>> = {
  "a call of os.system": "asks for posix.system, which is not a tensor",
  "a call of eval": "eval, which is not a tensor",
  "a call of getattr": "getattr, which is not a tensor",
  "a whole module": "torch.nn.modules.container.Sequential, which is not a tensor",
  "a number among tensors": "nothing but tensors: epoch is a number",
  "a nested dictionary": "nothing but tensors: state_dict is a dict",
  "a list": "must be a dictionary of tensors: it is a list",
  "one tensor": "must be a dictionary of tensors: it is an object",
  "a sparse tensor": "torch._utils._rebuild_sparse_tensor, which is not a tensor",
  "a repeating tensor": "a tensor of shape [50,2], strides [0,1] and offset 0 does not fit",
};

for (const { name, file } of golden.refused) {
  Deno.test(`what is no dictionary of tensors is refused in one line: ${name}`, async () => {
    const expected = NAMES[name.replace(/ \((zip|legacy)\)$/, "")]!;
    const said = await refusal(goldenBytes(file));
    assert(said.includes(expected), said);
  });
}

Deno.test("a checkpoint cut off anywhere is refused in one line", async () => {
  for (const name of ["zip, network", "legacy, network", "legacy, oldest"]) {
    const content = goldenBytes(golden.checkpoints.find((c) => c.name === name)!.file);
    for (let length = 0; length < content.length; length++) await refusal(content.subarray(0, length));
  }
});

Deno.test("a checkpoint with bytes behind its end is refused", async () => {
  for (const { file } of golden.checkpoints) await refusal(Uint8Array.from([...goldenBytes(file), 0]));
});

Deno.test("a changed byte is refused in one line, or changes no more than tensors", async () => {
  const counts = new Map<string, number>();
  for (const name of ["zip, network", "legacy, network", "zip, protocol 4", "legacy, oldest"]) {
    const content = goldenBytes(golden.checkpoints.find((c) => c.name === name)!.file);
    const step = name === "zip, protocol 4" ? 4 : 1; // the archive is the same
    for (let at = 0; at < content.length; at += step) {
      const flip = [1, 0x80, 0xff][at % 3]!;
      const read = await readOrRefused(content.with(at, content[at]! ^ flip));
      counts.set(`${name} ${read}`, (counts.get(`${name} ${read}`) ?? 0) + 1);
    }
  }
  assertEquals(counts.size, 8, JSON.stringify([...counts])); // both ends are met in each
});

Deno.test("changed values are told by the checksum of the archive", async () => {
  const { file } = golden.checkpoints.find((c) => c.name === "zip, network")!;
  const content = goldenBytes(file);
  const values = await readAll(content);
  const weight = new Uint8Array(values.get("fc.weight")!.buffer);
  const at = content.findIndex((_, i) => weight.every((byte, k) => content[i + k] === byte));
  assert(at > 0);
  const said = await refusal(content.with(at + 5, content[at + 5]! ^ 1));
  assertEquals(said, "fc.weight is damaged: its bytes do not fit their checksum");
});

Deno.test("files are opened from the disk, and what is none is said", async () => {
  await inFolder(async (folder) => {
    for (const [i, { file, tensors }] of golden.checkpoints.entries()) {
      await Deno.writeFile(`${folder}/${i}`, goldenBytes(file));
      using weights = await openWeights(`${folder}/${i}`);
      const { name, values } = tensors[0]!;
      assertEquals(await weights.read(name), Float32Array.from(values));
    }
    await Deno.writeTextFile(`${folder}/page.pth`, "<html>not found</html>");
    await Deno.writeFile(`${folder}/empty.pth`, new Uint8Array());
    await Deno.writeFile(`${folder}/short.safetensors`, Uint8Array.of(1, 0, 0));
    const cases: [string, number, RegExp][] = [
      [`${folder}/none.pth`, EXIT.missingData, /there is no such file$/],
      [`${folder}/page.pth/x`, EXIT.missingData, /there is no such file$/],
      [folder, EXIT.user, /it is (a folder|no file)$/],
      [`${folder}/page.pth`, EXIT.user, /neither a safetensors file nor a PyTorch checkpoint$/],
      [`${folder}/empty.pth`, EXIT.user, /neither a safetensors file nor a PyTorch checkpoint$/],
      [`${folder}/short.safetensors`, EXIT.user, /a safetensors file has at least 8 bytes$/],
    ];
    for (const [path, code, says] of cases) {
      await rejects(openWeights(path), (error) => {
        assert(error instanceof UserError && error.exitCode === code, `${path}: ${error}`);
        assert(error.message.startsWith(`Cannot read ${path}: `) && says.test(error.message), error.message);
        return true;
      });
    }
  });
});

Deno.test("a file that becomes shorter while it is open is refused", async () => {
  await inFolder(async (folder) => {
    const { file, tensors } = golden.checkpoints.find((c) => c.name === "legacy")!;
    await Deno.writeFile(`${folder}/a.pth`, goldenBytes(file));
    using weights = await openWeights(`${folder}/a.pth`);
    await Deno.truncate(`${folder}/a.pth`, 100);
    await rejects(weights.read(tensors[0]!.name), /became shorter while it was read/);
  });
});
