import { deepStrictEqual as assertEquals, ok as assert, rejects } from "node:assert/strict";
import { EXIT, UserError } from "../../src/base/errors.ts";
import { iemocapLabelCounts, parseLabels, speakerOf } from "../../src/corpus/iemocap_labels.ts";
import { openCorpus } from "../../src/corpus/open.ts";
import { foldsOf } from "../../src/corpus/protocols.ts";
import { inTree, options, tinyWav } from "./tree.ts";

const settings = { name: "iemocap", classes: "all", excited: "exclude" } as const;

/** A label file in the layout of the release: summary lines, then each evaluator's. */
function labels(...utterances: readonly (readonly [string, string])[]): string {
  const blocks = utterances.map(([name, label], i) =>
    `[${i}.2901 - ${i}.9357]\t${name}\t${label}\t[2.5000, 2.5000, 2.5000]\n` +
    "C-E2:\tNeutral;\t()\nC-F1:\tAnger; Frustration;\t()\nA-E3:\tval 3; act 2; dom  2;\t()\n"
  );
  return `% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n${blocks.join("\n")}`;
}

/** Two sessions with improvised and scripted dialogs and everything the release has around them. */
function release(base = "IEMOCAP_full_release/"): Record<string, Uint8Array | string> {
  const dialogs = {
    "Session1 Ses01F_impro01": [["F000", "neu"], ["M001", "ang"], ["M002", "fru"]],
    "Session1 Ses01M_script02_2": [["F003", "exc"], ["M004", "hap"], ["MX05", "sad"]],
    "Session3 Ses03M_impro05a": [["F000", "xxx"], ["M001", "sad"]],
    "Session5 Ses05M_script01_1b": [["FXX0", "hap"], ["M008", "neu"]],
  };
  const files: Record<string, Uint8Array | string> = {};
  for (const [key, turns] of Object.entries(dialogs)) {
    const [session, dialog] = key.split(" ") as [string, string];
    const evaluation = `${base}${session}/dialog/EmoEvaluation/`;
    const names = turns.map(([turn, label]) => [`${dialog}_${turn}`, label!] as const);
    files[`${evaluation}${dialog}.txt`] = labels(...names);
    for (const folder of ["Attribute", "Categorical", "Self-evaluation"]) {
      files[`${evaluation}${folder}/${dialog}_e1_cat.txt`] = labels(
        ...names.map(([n]) => [n, "oth"] as const),
      );
    }
    files[`${evaluation}._${dialog}.txt`] = labels(...names.map(([n]) => [n, "dis"] as const));
    files[`${base}${session}/dialog/wav/${dialog}.wav`] = tinyWav(dialog);
    for (const [name] of names) {
      files[`${base}${session}/sentences/wav/${dialog}/${name}.wav`] = tinyWav(name);
    }
    files[`${base}${session}/sentences/wav/${dialog}/._${names[0]![0]}.wav`] = "left by macOS";
  }
  return files;
}

Deno.test("the speaker is the letter of the last part", () => {
  assertEquals(speakerOf("Ses01F_impro01_M003"), { speaker: "Ses01M", session: "Ses01", gender: "male" });
  assertEquals(speakerOf("Ses05M_script01_1b_FXX0").speaker, "Ses05F");
  assertEquals(speakerOf("Ses03M_impro05a_MX02").speaker, "Ses03M");
  for (const no of ["Ses06F_impro01_F000", "Ses01F_impro01", "Ses01F_impro01_X000"]) {
    let thrown: unknown;
    try {
      speakerOf(no);
    } catch (error) {
      thrown = error;
    }
    assert(thrown instanceof UserError);
  }
});

Deno.test("only summary lines are read, whatever the line ends", () => {
  const text = labels(["Ses01F_impro01_F000", "neu"], ["Ses01F_impro01_F001", "xxx"]);
  for (const variant of [text, text.replaceAll("\n", "\r\n")]) {
    assertEquals(parseLabels(variant, "s").map(({ name, label }) => [name, label]), [
      ["Ses01F_impro01_F000", "neu"],
      ["Ses01F_impro01_F001", "xxx"],
    ]);
  }
});

Deno.test("the published labels are 10039", () => {
  assertEquals(Object.values(iemocapLabelCounts).reduce((a, b) => a + b), 10039);
});

Deno.test("the official tree gives four classes, speakers and sessions", async () => {
  await inTree(release(), async (root) => {
    const corpus = await openCorpus(settings, root, options);
    assertEquals(corpus.classes, ["anger", "happiness", "neutral", "sadness"]);
    assertEquals(
      corpus.clips.map(({ path, label, speaker, gender, session }) => [
        path.split("/").at(-1),
        label,
        speaker,
        gender,
        session,
      ]),
      [
        ["Ses01F_impro01_F000.wav", "neutral", "Ses01F", "female", "Ses01"],
        ["Ses01F_impro01_M001.wav", "anger", "Ses01M", "male", "Ses01"],
        ["Ses01M_script02_2_M004.wav", "happiness", "Ses01M", "male", "Ses01"],
        ["Ses01M_script02_2_MX05.wav", "sadness", "Ses01M", "male", "Ses01"],
        ["Ses03M_impro05a_M001.wav", "sadness", "Ses03M", "male", "Ses03"],
        ["Ses05M_script01_1b_FXX0.wav", "happiness", "Ses05F", "female", "Ses05"],
        ["Ses05M_script01_1b_M008.wav", "neutral", "Ses05M", "male", "Ses05"],
      ],
    );
    const reasons = Map.groupBy(corpus.leftOut, (file) => file.reason);
    assertEquals([...reasons].map(([reason, files]) => [reason, files.length]).sort(), [
      ["label exc is not used", 1],
      ["label fru is not used", 1],
      ["label xxx is not used", 1],
      ["macOS companion file, not a recording", 4],
    ]);
    assert(corpus.notes.includes("label ang: 1 utterances, published 1103"));
    assert(corpus.notes.includes("label dis: 0 utterances, published 2"));
    const folds = foldsOf(corpus, { name: "leave-one-session-out" }, 0);
    assertEquals(folds.map(({ test }) => test), [[0, 1, 2, 3], [4], [5, 6]]);
  });
});

Deno.test("excited counts as happiness when asked, and the sessions are checked then", async () => {
  await inTree(release(""), async (root) => {
    const corpus = await openCorpus({ ...settings, excited: "as-happiness" }, root, options);
    const happy = corpus.clips.filter((clip) => clip.label === "happiness").map((clip) => clip.path);
    assertEquals(happy.length, 3);
    assert(happy.includes("Session1/sentences/wav/Ses01M_script02_2/Ses01M_script02_2_F003.wav"));
    assert(corpus.notes.includes("session Ses02: 0 clips, published 1023"));
    const two = await openCorpus({ ...settings, classes: ["sadness", "anger"] }, root, options);
    assertEquals([two.classes, two.clips.length], [["anger", "sadness"], 3]);
  });
});

Deno.test("a label without a recording and a recording without a label are left out by name", async () => {
  const files = release("");
  const wav = "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_M001.wav";
  delete files[wav];
  files["Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_M099.wav"] = tinyWav("unlabelled");
  await inTree(files, async (root) => {
    const { leftOut, notes, clips } = await openCorpus(settings, root, options);
    assertEquals(clips.length, 6);
    assert(leftOut.some(({ path, reason }) => path === wav && reason === "label without a recording"));
    assert(
      leftOut.some(({ path, reason }) => path.includes("M099") && reason === "recording without a label"),
    );
    assert(notes.includes("1 labelled utterances have no recording"));
  });
});

Deno.test("two labels for one utterance, no labels and no recordings are errors", async () => {
  const files = release("");
  files["Session1/dialog/EmoEvaluation/again.txt"] = labels(["Ses01F_impro01_F000", "sad"]);
  await inTree(
    files,
    (root) =>
      rejects(openCorpus(settings, root, options), /Ses01F_impro01_F000 is neu in .*, sad in .*again\.txt/),
  );
  const only = (part: RegExp) => Object.fromEntries(Object.entries(release()).filter(([p]) => part.test(p)));
  const missing = (message: RegExp) => (error: unknown) => {
    assert(error instanceof UserError && error.exitCode === EXIT.missingData);
    return message.test(error.message);
  };
  await inTree(
    only(/sentences/),
    (root) =>
      rejects(
        openCorpus(settings, root, options),
        missing(/no file Session\*\/dialog\/EmoEvaluation\/\*\.txt/),
      ),
  );
  await inTree(
    only(/EmoEvaluation/),
    (root) => rejects(openCorpus(settings, root, options), missing(/no file Session\*\/sentences\/wav/)),
  );
  await inTree(
    { "03a01Fa.wav": tinyWav("") },
    (root) => rejects(openCorpus(settings, root, options), missing(/iemocap: .* named like EMO-DB's/)),
  );
});
