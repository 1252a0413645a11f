import type { CorpusSettings } from "../manifest/settings.ts";

/** A published archive. */
export interface Archive {
  /** Where it is. */
  readonly url: string;
  /** What it is called. */
  readonly fileName: string;
  /** Its size. */
  readonly bytes: number;
  /** Lower-case hexadecimal, as published. */
  readonly md5: string;
}

/** What is known of a corpus: what it is, who may use it and where it comes from. */
export interface CorpusSource {
  /** As in a manifest. */
  readonly name: CorpusSettings["name"];
  /** Full name. */
  readonly title: string;
  /** What to cite. */
  readonly citation: string;
  /** Who may use it. */
  readonly licence: string;
  /** Address of the licence or of its terms, or `null`. */
  readonly licenceUrl: string | null;
  /** Address of the corpus's own page or DOI, or `null`. */
  readonly page: string | null;
  /** Year of publication, or `null`. */
  readonly year: number | null;
  /** How a user comes by it, one sentence. */
  readonly obtain: string;
  /** What can be downloaded without asking, or `null`. */
  readonly archive: Archive | null;
}

/** The corpora that can be opened. */
export const corpusSources: readonly CorpusSource[] = [
  {
    name: "ravdess",
    title: "Ryerson Audio-Visual Database of Emotional Speech and Song (speech, audio only)",
    citation: "Livingstone & Russo 2018, PLoS ONE 13(5):e0196391, doi:10.5281/zenodo.1188976",
    licence: "CC BY-NC-SA 4.0: non-commercial use, attribution, share alike",
    licenceUrl: "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    page: "https://doi.org/10.5281/zenodo.1188976",
    year: 2018,
    obtain: "deno task data fetch ravdess",
    archive: {
      url: "https://zenodo.org/records/1188976/files/Audio_Speech_Actors_01-24.zip?download=1",
      fileName: "Audio_Speech_Actors_01-24.zip",
      bytes: 208_468_073,
      md5: "bc696df654c87fed845eb13823edef8a",
    },
  },
  {
    name: "iemocap",
    title: "Interactive Emotional Dyadic Motion Capture Database",
    citation: "Busso et al. 2008, Language Resources and Evaluation 42(4):335-359",
    licence: "its own research licence, on request only",
    licenceUrl: "https://sail.usc.edu/iemocap/iemocap_release.htm",
    page: "https://sail.usc.edu/iemocap/",
    year: 2008,
    obtain: "ask the authors at the University of Southern California (SAIL) for a licence and the archive",
    archive: null,
  },
  {
    name: "emodb",
    title: "Berlin Database of Emotional Speech (EMO-DB)",
    citation: "Burkhardt et al. 2005, A database of German emotional speech, Interspeech",
    licence: "CC0-1.0 as republished by audEERING; a secondary source says research use only",
    licenceUrl: "https://creativecommons.org/publicdomain/zero/1.0/",
    page: "http://emodb.bilderbar.info/",
    year: 2005,
    obtain: "get the authors' archive (folder wav with 535 files) and unpack it",
    archive: null,
  },
  {
    name: "synthetic",
    title: "Made-up voices, no evidence about any paper",
    citation: "none: made by this program",
    licence: "none needed",
    licenceUrl: null,
    page: null,
    year: null,
    obtain: "nothing to do: it is made when a manifest asks for it",
    archive: null,
  },
];
