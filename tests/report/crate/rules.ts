/**
 * What RO-Crate 1.1 asks of a crate, as far as it can be checked without a network; each rule with its section.
 * Source: RO-Crate Metadata Specification 1.1, sections "RO-Crate Structure", "RO-Crate Metadata",
 * "Root Data Entity", "Data Entities", "Contextual Entities" and "Provenance of entities".
 */

type Entity = Record<string, unknown>;

/** One line for every rule that does not hold. */
export function crateFaults(metadata: Record<string, unknown>, paths: readonly string[]): string[] {
  const graph = metadata["@graph"] as Entity[];
  const context = [metadata["@context"]].flat();
  const faults: string[] = [];
  const rule = (holds: boolean, text: string) => holds || faults.push(text);
  rule(context[0] === "https://w3id.org/ro/crate/1.1/context", "the context is that of RO-Crate 1.1");
  const ids = graph.map((entity) => entity["@id"]);
  rule(new Set(ids).size === ids.length, "identifiers do not repeat");
  for (const entity of graph) {
    rule(typeof entity["@id"] === "string" && entity["@type"] !== undefined, "entities have @id and @type");
    rule(isFlat(entity), `${entity["@id"]}: the graph is flat`);
  }
  const entity = (id: string) => graph.find((one) => one["@id"] === id);
  descriptorFaults(entity("ro-crate-metadata.json"), rule);
  rootFaults(entity("./"), entity, rule);
  fileFaults(graph, entity("./"), paths, rule);
  for (const action of graph.filter((one) => one["@type"] === "CreateAction")) {
    actionFaults(action, entity, rule);
  }
  return faults;
}

type Rule = (holds: boolean, text: string) => void;

function descriptorFaults(descriptor: Entity | undefined, rule: Rule): void {
  rule(descriptor?.["@type"] === "CreativeWork", "the metadata file descriptor is a CreativeWork");
  rule(idOf(descriptor?.about) === "./", "the descriptor is about the root data entity");
  rule(idOf(descriptor?.conformsTo) === "https://w3id.org/ro/crate/1.1", "the descriptor conforms to 1.1");
}

function rootFaults(root: Entity | undefined, entity: (id: string) => Entity | undefined, rule: Rule): void {
  rule(root?.["@type"] === "Dataset", "the root data entity is a Dataset");
  rule(typeof root?.name === "string" && typeof root.description === "string", "the root has its texts");
  rule(isDate(root?.datePublished), "datePublished is ISO 8601, at least to the day");
  const licence = idOf(root?.license);
  rule(licence !== null && entity(licence)?.name !== undefined, "the licence is a contextual entity");
}

function fileFaults(
  graph: readonly Entity[],
  root: Entity | undefined,
  paths: readonly string[],
  rule: Rule,
): void {
  const parts = ((root?.hasPart ?? []) as unknown[]).map(idOf);
  const files = graph.filter((one) => one["@type"] === "File");
  rule(files.length === paths.length, `${files.length} files are described, ${paths.length} are there`);
  for (const file of files) {
    const id = file["@id"] as string;
    rule(parts.includes(id), `${id}: data entities are linked from the root by hasPart`);
    rule(paths.includes(decodeURIComponent(id)), `${id}: is there`);
    rule(!id.startsWith("/") && URL.canParse(id, "arcp://crate/"), `${id}: is a relative URI`);
    rule(/^\d+$/.test(String(file.contentSize)), `${id}: contentSize is a text of bytes`);
    rule(/^[0-9a-f]{64}$/.test(String(file.sha256)), `${id}: has a SHA-256`);
    rule(typeof file.encodingFormat === "string", `${id}: has a media type`);
  }
  rule(parts.every((id) => files.some((file) => file["@id"] === id)), "hasPart names nothing else");
}

function actionFaults(action: Entity, entity: (id: string) => Entity | undefined, rule: Rule): void {
  const id = action["@id"];
  const instrument = idOf(action.instrument);
  rule(instrument !== null && entity(instrument) !== undefined, `${id}: its instrument is described`);
  const objects = ((action.object ?? []) as unknown[]).map(idOf);
  rule(objects.length > 0, `${id}: has objects`);
  rule(objects.every((one) => one !== null && entity(one) !== undefined), `${id}: its objects are described`);
  const result = idOf(action.result);
  rule(result !== null && entity(result)?.["@type"] === "File", `${id}: its result is a file of the crate`);
  rule(isDate(action.endTime), `${id}: endTime is ISO 8601`);
}

function idOf(value: unknown): string | null {
  const id = (value as { "@id"?: unknown } | null | undefined)?.["@id"];
  return typeof id === "string" ? id : null;
}

function isDate(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
}

/** Values are texts, numbers, references, or lists of them. */
function isFlat(entity: Entity): boolean {
  return Object.values(entity).flat().every((value) =>
    typeof value !== "object" || value === null || Object.keys(value).join() === "@id"
  );
}
