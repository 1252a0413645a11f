import type { CorpusSource } from "./sources.ts";

/** Terms of Croissant 1.0 as its specification recommends them. */
const CONTEXT = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  cr: "http://mlcommons.org/croissant/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  fileProperty: "cr:fileProperty",
  fileSet: "cr:fileSet",
  includes: "cr:includes",
  md5: "cr:md5",
  recordSet: "cr:recordSet",
  regex: "cr:regex",
  sc: "https://schema.org/",
  source: "cr:source",
  transform: "cr:transform",
} as const;

/** What the name of a file tells of a clip: a field, and where it stands in the name. */
type NameField = readonly [name: string, description: string, regex: string];

const RAVDESS_FIELDS: readonly NameField[] = [
  [
    "emotion",
    "01 neutral, 02 calm, 03 happiness, 04 sadness, 05 anger, 06 fear, 07 disgust, 08 surprise",
    "^\\d\\d-\\d\\d-(\\d\\d)-",
  ],
  ["intensity", "01 normal, 02 strong", "^\\d\\d-\\d\\d-\\d\\d-(\\d\\d)-"],
  ["statement", "01 kids, 02 dogs", "^(?:\\d\\d-){4}(\\d\\d)-"],
  ["speaker", "Actor 01 to 24; odd numbers male, even ones female", "-(\\d\\d)\\.wav$"],
];

const EMODB_FIELDS: readonly NameField[] = [
  [
    "emotion",
    "W anger, L boredom, E disgust, A fear, F happiness, T sadness, N neutral",
    "^\\d\\d[ab]\\d\\d([WLEAFTN])",
  ],
  ["text", "Code of the sentence", "^\\d\\d([ab]\\d\\d)"],
  ["speaker", "Number of the speaker", "^(\\d\\d)"],
];

const IEMOCAP_FIELDS: readonly NameField[] = [
  ["session", "Session, 1 to 5", "^Ses0(\\d)[FM]_"],
];

const NAME_FIELDS: Readonly<Record<CorpusSource["name"], readonly NameField[]>> = {
  ravdess: RAVDESS_FIELDS,
  emodb: EMODB_FIELDS,
  iemocap: IEMOCAP_FIELDS,
  synthetic: [],
};

/**
 * Metadata of a published corpus as Croissant 1.0 JSON-LD (Akhtar et al. 2024, "Croissant: A Metadata Format for
 * ML-Ready Datasets"): what it is, who may use it, its archive where it can be had without asking, and what
 * the names of its files tell. It holds no audio.
 *
 * @returns `null` for the made-up voices, which nobody has published.
 */
export function croissant(source: CorpusSource): Record<string, unknown> | null {
  const { name, title, citation, licence, licenceUrl, page, year, archive, obtain } = source;
  if (page === null || licenceUrl === null || year === null) return null;
  const files = {
    "@type": "cr:FileSet",
    "@id": "clips-files",
    name: "clips-files",
    description: "One recording per utterance.",
    ...(archive !== null && { containedIn: { "@id": "archive" } }),
    encodingFormat: "audio/wav",
    includes: "**/*.wav",
  };
  return {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    conformsTo: "http://mlcommons.org/croissant/1.0",
    name,
    alternateName: title,
    description: `${title}. Licence: ${licence}. How it is obtained: ${obtain}.`,
    citeAs: citation,
    license: licenceUrl,
    url: page,
    datePublished: String(year),
    distribution: archive === null ? [files] : [archiveObject(archive), files],
    recordSet: [clipSet(NAME_FIELDS[name])],
  };
}

function archiveObject({ url, fileName, bytes, md5 }: NonNullable<CorpusSource["archive"]>) {
  return {
    "@type": "cr:FileObject",
    "@id": "archive",
    name: fileName,
    contentUrl: url,
    contentSize: `${bytes} B`,
    encodingFormat: "application/zip",
    md5,
  };
}

function clipSet(fields: readonly NameField[]) {
  const field = (name: string, description: string, dataType: string, source: object) => ({
    "@type": "cr:Field",
    "@id": `clips/${name}`,
    name,
    description,
    dataType,
    source: { fileSet: { "@id": "clips-files" }, ...source },
  });
  const fileName = { extract: { fileProperty: "filename" } };
  return {
    "@type": "cr:RecordSet",
    "@id": "clips",
    name: "clips",
    description: "One record per utterance.",
    field: [
      field("path", "Name of the file", "sc:Text", fileName),
      field("audio", "The recording", "sc:AudioObject", { extract: { fileProperty: "content" } }),
      ...fields.map(([name, description, regex]) =>
        field(name, description, "sc:Text", { ...fileName, transform: { regex } })
      ),
    ],
  };
}
