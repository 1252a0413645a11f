import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { MissingDataError } from "../../src/base/errors.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { walkFiles } from "../../src/corpus/walk.ts";
import { inTree, options, tinyWav, wavs } from "./tree.ts";

const NAME = "03-01-05-01-01-01-01.wav";
const speech = { name: "ravdess", classes: "all", channel: "speech" } as const;

/** Runs a shell command in a folder; for what Deno itself cannot make. */
async function shell(cwd: string, command: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("sh", { args: ["-c", command], cwd }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** Opens a folder in a process of a user who may not read everything, which the administrator may. */
async function openedByAnyone(root: string): Promise<unknown[]> {
  const open = new URL("../../src/corpus/open.ts", import.meta.url);
  const code = `import { openCorpus } from "${open}";
    const hashFile = (path) => Promise.resolve(path);
    const { clips, leftOut } = await openCorpus(${JSON.stringify(speech)}, "${root}", { hashFile });
    console.log(JSON.stringify([clips.map(({ path }) => path), leftOut]));`;
  const words = [Deno.execPath(), "eval", "--no-lock", "--no-config", code];
  const other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const [command, ...args] = Deno.uid() === 0 ? [...other, ...words] : words;
  const cache = await Deno.makeTempDir();
  await Deno.chmod(cache, 0o777);
  const { stdout, stderr } = await new Deno.Command(command!, { args, env: { DENO_DIR: cache } }).output();
  await Deno.remove(cache, { recursive: true });
  assert(stdout.length > 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("links are followed, each folder once, and those that lead nowhere are told of where they matter", async () => {
  await inTree(wavs(`a/${NAME}`, "b.wav"), async (root) => {
    await Deno.symlink("..", `${root}/a/up`);
    await Deno.symlink("a", `${root}/again`);
    await Deno.symlink("itself", `${root}/itself`);
    await Deno.symlink("self.wav", `${root}/self.wav`);
    await Deno.symlink("gone", `${root}/gone.wav`);
    await Deno.symlink("gone", `${root}/gone.txt`);
    await Deno.symlink("y", `${root}/x`);
    await Deno.symlink("x", `${root}/y`);
    await Deno.symlink("b.wav", `${root}/c.wav`);
    await Deno.symlink("/", `${root}/everything`);
    assertEquals(await walkFiles(root), {
      files: [`a/${NAME}`, "b.wav", "c.wav"],
      leftOut: [
        { path: "gone.wav", reason: "a link that leads nowhere" },
        { path: "self.wav", reason: "cannot be read: Too many levels of symbolic links (os error 40)" },
      ],
    });
  });
});

Deno.test("what is named like a clip and is no file is listed with what it is", async () => {
  await inTree(wavs(NAME, "folder.wav/x.wav"), async (root) => {
    await shell(root, "mkfifo pipe.wav && mkfifo other && ln -s /dev/zero device.wav");
    const socket = Deno.listen({ transport: "unix", path: `${root}/socket.wav` });
    try {
      const corpus = await openCorpus(speech, root, options);
      assertEquals(corpus.clips.map(({ path }) => path), [NAME]);
      assertEquals(corpus.leftOut, [
        { path: "device.wav", reason: "a device, not a file" },
        { path: "folder.wav", reason: "a folder, not a file" },
        { path: "folder.wav/x.wav", reason: "not a RAVDESS name" },
        { path: "pipe.wav", reason: "a pipe, not a file" },
        { path: "socket.wav", reason: "a socket, not a file" },
      ]);
    } finally {
      socket.close();
    }
  });
});

Deno.test("names that are no UTF-8 are listed, of files and of folders", async () => {
  await inTree(wavs(NAME), async (root) => {
    await shell(root, `n=$(printf '\\377'); touch "$n.wav" "$n.txt"; mkdir "d$n"; touch "d$n/x.wav"`);
    assertEquals(await walkFiles(root), {
      files: [NAME],
      leftOut: [
        { path: "d\ufffd/", reason: "its name is not UTF-8" },
        { path: "\ufffd.wav", reason: "its name is not UTF-8" },
      ],
    });
  });
  await inTree({ "\ufffd.wav": tinyWav("a name that holds the sign itself") }, async (root) => {
    assertEquals((await walkFiles(root)).files, ["\ufffd.wav"]);
  });
});

Deno.test("folders may be nested a hundred deep, what lies deeper is told of", async () => {
  await inTree(wavs(NAME), async (root) => {
    const deep = (folders: number) => new Array(folders).fill("d").join("/");
    await shell(root, "i=0; while [ $i -lt 150 ]; do mkdir d && cd -P d && : > x.wav; i=$((i + 1)); done");
    const { files, leftOut } = await walkFiles(root);
    assertEquals(files.filter((path) => path.endsWith("/x.wav")).length, 100);
    assertEquals(leftOut, [{ path: `${deep(101)}/`, reason: "nested more than 100 folders deep" }]);
    await shell(root, "rm -r d");
  });
  await inTree({}, async (root) => {
    const long = "n".repeat(200);
    await shell(root, `for i in $(seq 30); do mkdir ${long} && cd -P ${long}; done`);
    const { leftOut } = await walkFiles(root);
    assertEquals(leftOut.map(({ reason }) => reason), [
      "cannot be looked into: File name too long (os error 36)",
    ]);
    await shell(root, `rm -r ${long}`);
  });
});

Deno.test("a folder or a file that may not be read is left out, the corpus folder itself is missing data", async () => {
  const files = wavs(`shut/${NAME}`, "03-01-05-01-01-01-02.wav", "03-01-05-01-01-01-03.wav");
  await inTree(files, async (root) => {
    await Deno.chmod(root, 0o755);
    for (const path of ["shut", "03-01-05-01-01-01-03.wav"]) await Deno.chmod(`${root}/${path}`, 0);
    const [clips, leftOut] = await openedByAnyone(root);
    assertEquals(clips, ["03-01-05-01-01-01-02.wav"]);
    assertEquals(leftOut, [
      { path: "03-01-05-01-01-01-03.wav", reason: "cannot be read: Permission denied (os error 13)" },
      { path: "shut/", reason: "cannot be looked into: Permission denied (os error 13)" },
    ]);
    await Deno.chmod(`${root}/shut`, 0o755);
  });
  await rejects(walkFiles("/dev/null"), MissingDataError);
});
