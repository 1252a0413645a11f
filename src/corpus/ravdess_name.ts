/**
 * RAVDESS's emotions 01 to 08, in the field's spelling and in that order.
 * Source: Livingstone & Russo 2018, "File naming convention".
 */
export const ravdessSpeechClasses: readonly string[] = [
  "neutral",
  "calm",
  "happiness",
  "sadness",
  "anger",
  "fear",
  "disgust",
  "surprise",
];

/** The six emotions that are also sung. */
export const ravdessSongClasses: readonly string[] = ravdessSpeechClasses.slice(0, 6);

/** The paper's spelling of each class: Deepika & Kuchibhotla 2025, Tables 3 and 5. */
export const ravdessPaperNames: Readonly<Record<string, string>> = {
  anger: "Anger",
  happiness: "Happy",
  neutral: "Neutral",
  sadness: "Sad",
  calm: "Calm",
  fear: "Fearful",
  surprise: "Surprised",
  disgust: "Disgust",
};

/** What an official file name says. */
export interface RavdessName {
  /** 01, 02 or 03. */
  readonly modality: "audio-video" | "video" | "audio";
  /** 01 or 02. */
  readonly channel: "speech" | "song";
  /** Class in the field's spelling. */
  readonly emotion: string;
  /** 1 normal, 2 strong. */
  readonly intensity: number;
  /** 1 "Kids are talking by the door", 2 "Dogs are sitting by the door". */
  readonly statement: number;
  /** 1 or 2. */
  readonly repetition: number;
  /** `"01"` to `"24"`. */
  readonly actor: string;
  /** Odd actors are male, even ones female. */
  readonly gender: "female" | "male";
}

/** Reads `modality-channel-emotion-intensity-statement-repetition-actor.wav`; `null` for any other name. */
export function parseRavdessName(name: string): RavdessName | null {
  const parts = /^0([1-3])-0([12])-0([1-8])-0([12])-0([12])-0([12])-(\d\d)\.wav$/i.exec(name);
  if (parts === null) return null;
  const [modality, channel, emotion, intensity, statement, repetition, actor] = parts.slice(1).map(Number);
  if (actor! < 1 || actor! > 24) return null;
  return {
    modality: (["audio-video", "video", "audio"] as const)[modality! - 1]!,
    channel: channel === 1 ? "speech" : "song",
    emotion: ravdessSpeechClasses[emotion! - 1]!,
    intensity: intensity!,
    statement: statement!,
    repetition: repetition!,
    actor: parts[7]!,
    gender: actor! % 2 === 1 ? "male" : "female",
  };
}

/**
 * Official names of a channel's audio files with their folders, sorted: 1440 spoken, 1012 sung. Neutral has
 * no strong intensity; actor 18 does not sing.
 */
export function ravdessNames(channel: "speech" | "song"): string[] {
  const two = (n: number) => String(n).padStart(2, "0");
  const names: string[] = [];
  const emotions = channel === "speech" ? 8 : 6;
  for (let actor = 1; actor <= 24; actor++) {
    if (channel === "song" && actor === 18) continue;
    for (let emotion = 1; emotion <= emotions; emotion++) {
      // Takes count intensity, statement and repetition as three binary digits.
      for (let take = 0; take < (emotion === 1 ? 4 : 8); take++) {
        const digits = [1 + (take >> 2), 1 + (take >> 1 & 1), 1 + (take & 1)].map(two).join("-");
        const head = `03-${channel === "speech" ? "01" : "02"}-${two(emotion)}`;
        names.push(`Actor_${two(actor)}/${head}-${digits}-${two(actor)}.wav`);
      }
    }
  }
  return names;
}
