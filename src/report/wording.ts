import { LEAK_TEXT, leaks } from "../manifest/leaks.ts";
import type { CorpusSettings, ProtocolSettings, Settings } from "../manifest/settings.ts";

const CORPORA: Readonly<Record<CorpusSettings["name"], string>> = {
  ravdess: "RAVDESS",
  iemocap: "IEMOCAP",
  emodb: "EMO-DB",
  synthetic: "synthetic voices",
};

/** A corpus as it is written: `RAVDESS`. */
export function corpusText(name: string): string {
  return (CORPORA as Readonly<Record<string, string>>)[name] ?? name;
}

/** A protocol in words: `random 5-fold`, `speaker-independent 6-fold`. */
export function protocolText(protocol: ProtocolSettings): string {
  switch (protocol.name) {
    case "utterance-holdout":
      return `random hold-out of ${Math.round(100 * protocol.testShare)} %`;
    case "utterance-k-fold":
      return `random ${protocol.folds}-fold`;
    case "image-holdout":
      return `image-wise random hold-out of ${Math.round(100 * protocol.testShare)} % (${LEAK_TEXT})`;
    case "image-k-fold":
      return `image-wise random ${protocol.folds}-fold (${LEAK_TEXT})`;
    case "speaker-k-fold":
      return `speaker-independent ${protocol.folds}-fold`;
    case "leave-one-speaker-out":
      return "leave one speaker out";
    case "leave-one-session-out":
      return "leave one session out";
    case "cross-corpus":
      return `tested on ${corpusText(protocol.test.name)}`;
  }
}

/** The reading of the adaptive threshold: `none`, `20 ms frames, 40 dB below the recording's peak, ...`. */
function silenceText(silence: Settings["signal"]["silence"]): string {
  if (silence === null) return "none (raw)";
  const threshold = silence.method === "peak"
    ? `${silence.rangeDb} dB below the recording's peak`
    : silence.method === "noise-floor"
    ? `${silence.marginDb} dB above percentile ${silence.percentile} of the frame peaks`
    : `${silence.ratio} times the mean frame peak of ${silence.windowMs} ms`;
  const keep = silence.keep === "loud-frames" ? "every quieter frame dropped" : "only the ends trimmed";
  return `${silence.frameMs} ms frames, threshold ${threshold}, ${keep}`;
}

/** Network and its chief setting: `dscnn, stride`, `alexnet, imagenet weights, backbone frozen`. */
export function networkText(model: Settings["model"]): string {
  if (model.name === "dscnn") return `${model.name}, ${model.downsampling}`;
  const width = model.width === 1 ? "" : `, ${model.width} of the published width`;
  return `${model.name}${width}, ${weightsText(model)}, ${freezeText(model.freeze)}`;
}

function weightsText({ weights }: Transferred): string {
  return weights === "random" ? "random initialisation" : `${weights} weights`;
}

function freezeText(freeze: Transferred["freeze"]): string {
  if (freeze === "none") return "all layers trained";
  return freeze === "backbone" ? "backbone frozen" : `first ${freeze} layers frozen`;
}

type Transferred = Exclude<Settings["model"], { name: "dscnn" }>;

/** Points of a network, and what its settings make of them. */
function modelReadings(model: Settings["model"]): [point: string, choice: string][] {
  if (model.name === "dscnn") {
    return [
      ["down-sampling", model.downsampling],
      ["strides", model.strides.join(", ")],
      ["padding", model.padding],
      ["first weights", model.initialiser],
      ["batch norm", `momentum ${model.batchNorm.momentum}, epsilon ${model.batchNorm.epsilon}`],
    ];
  }
  const { classifier, width, inputSize, channels } = model;
  const head = classifier.kind === "published"
    ? "as published"
    : classifier.units.length === 0
    ? "one linear layer"
    : `dense layers of ${classifier.units.join(", ")}`;
  return [
    ["network", model.name === "resnet50" ? `${model.name} ${model.version}` : model.name],
    ["width", width === 1 ? "as published" : `${width} of the published filters`],
    ["first weights", `${weightsText(model)}; others ${model.initialiser}`],
    ["training", freezeText(model.freeze)],
    ["classifier", head],
    [
      "network input",
      `${inputSize.join(" x ")}, ${channels === "grey" ? "grey in three channels" : channels}`,
    ],
  ];
}

/** Each point that a paper can leave open, and what these settings make of it. */
export function readingsOf(settings: Settings): [point: string, choice: string][] {
  const { corpus, signal, spectrogram: s, model, training, protocol } = settings;
  const time = s.time === "resize"
    ? "one image per file, time axis resized"
    : s.time.method === "fixed"
    ? `the first ${s.time.seconds} s, padded`
    : `windows of ${s.time.seconds} s, ${Math.round(100 * s.time.overlap)} % overlap, ${
      leaks(protocol) ? "each counted by itself" : "votes averaged"
    }`;
  const scale = s.scale === "decibel"
    ? `decibels, ${s.rangeDb} dB range`
    : `log-mel, ${s.mels} bands, ${s.rangeDb} dB range`;
  const optimizer = training.optimizer.name === "adam"
    ? `Adam, epsilon ${training.optimizer.epsilon}`
    : `SGD, momentum ${training.optimizer.momentum}`;
  const decay = training.decay === null
    ? "no decay"
    : `times ${training.decay.factor} every ${training.decay.everyEpochs} epochs`;
  return [
    ["corpus", corpusChoice(corpus)],
    ["split", protocolText(protocol)],
    ["sample rate", `${signal.rateHz} Hz`],
    ["silence removal", silenceText(signal.silence)],
    ["STFT", `${s.window} window of ${s.length}, hop ${s.hop}`],
    ["scale", scale],
    ["image", `${s.size.join(" x ")}, ${time}`],
    [
      "normalisation",
      s.normalise === "image" ? "per image" : s.normalise === "none" ? "none" : "over the training clips",
    ],
    ...modelReadings(model),
    ["optimiser", `${optimizer}, learning rate ${training.optimizer.learningRate}, ${decay}`],
    ["epochs, batch, dropout", `${training.epochs}, ${training.batch}, ${training.dropout}`],
    ["epoch reported", training.report === "last" ? "the last" : "best on the test clips (optimistic)"],
  ];
}

function corpusChoice(corpus: CorpusSettings): string {
  const classes = corpus.classes === "all" ? "all classes" : corpus.classes.join(", ");
  const more = corpus.name === "ravdess"
    ? `, ${corpus.channel}`
    : corpus.name === "iemocap"
    ? corpus.excited === "exclude" ? ", excited left out" : ", excited as happiness"
    : corpus.name === "synthetic"
    ? `, ${corpus.speakers} speakers, ${corpus.takes} takes`
    : "";
  return `${corpusText(corpus.name)} (${classes}${more})`;
}
