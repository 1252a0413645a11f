/** One utterance of a corpus. */
export interface Clip {
  /** Path from the corpus folder, with `/`; unique within the corpus. */
  readonly path: string;
  /** Class, in the field's spelling (`anger`, `happiness`, ...). */
  readonly label: string;
  /** Speaker, unique within the corpus. */
  readonly speaker: string;
  readonly gender: "female" | "male" | null;
  /** Recording session, where the corpus has sessions. */
  readonly session: string | null;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** A file that was found but is not among the clips, and why. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** A corpus as found on disk. */
export interface Corpus {
  readonly name: string;
  /** Folder that the clips' paths start from. */
  readonly root: string;
  /** Classes in their fixed order; a label's index is its class number. */
  readonly classes: readonly string[];
  /** Sorted by path. */
  readonly clips: readonly Clip[];
  readonly leftOut: readonly LeftOut[];
  /** What differs from the published corpus (a wrong count, duplicate recordings), one line each. */
  readonly notes: readonly string[];
  /** SHA-256 over path, label, speaker and file hash of every clip. */
  readonly hash: string;
  /** True for made-up data, which is no evidence about any paper. */
  readonly synthetic: boolean;
}

/** One way of splitting a corpus: indices into `Corpus.clips`, ascending. */
export interface Fold {
  readonly train: readonly number[];
  readonly test: readonly number[];
}
