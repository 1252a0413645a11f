/** One utterance of a corpus. */
export interface Clip {
  /** Path from the corpus folder, with `/`; unique within the corpus. */
  readonly path: string;
  /** Class, in the field's spelling (`anger`, `happiness`, ...). */
  readonly label: string;
  /** Speaker, unique within the corpus. */
  readonly speaker: string;
  /** Gender of the speaker, where the corpus says it. */
  readonly gender: "female" | "male" | null;
  /** Recording session, where the corpus has sessions. */
  readonly session: string | null;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** A file that was found but is not among the clips, and why. */
export interface LeftOut {
  /** Path from the corpus folder. */
  readonly path: string;
  /** Why it is not used, a few words. */
  readonly reason: string;
}

/** A corpus as found on disk. */
export interface Corpus {
  /** Name in the settings, such as `ravdess`. */
  readonly name: string;
  /** Folder that the clips' paths start from. */
  readonly root: string;
  /** Classes in their fixed order; a label's index is its class number. */
  readonly classes: readonly string[];
  /** Sorted by path. */
  readonly clips: readonly Clip[];
  /** Files that are not among the clips. */
  readonly leftOut: readonly LeftOut[];
  /** Paths of those left out that are named like clips and hold no recording that can be used. */
  readonly damaged: readonly string[];
  /** What differs from the published corpus (a wrong count, duplicate recordings), one line each. */
  readonly notes: readonly string[];
  /** SHA-256 over path, label, speaker and file hash of every clip. */
  readonly hash: string;
  /** True for made-up data, which is no evidence about any paper. */
  readonly synthetic: boolean;
}

/** One way of splitting a corpus: indices into `Corpus.clips`, ascending. */
export interface Fold {
  /** Clips to train on. */
  readonly train: readonly number[];
  /** Clips to test on. */
  readonly test: readonly number[];
}
