// The contract as the page needs it: references followed, words in the page's language, nothing else.

const METHODS = ["get", "post", "put", "patch", "delete"];

export async function readContract() {
  const contract = await (await fetch("openapi.json")).json();
  const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods)
      .map((method) => readOperation(contract, path, method, methods[method])));
  const groups = contract.tags.map((tag) => ({
    id: `tag-${tag.name}`,
    name: words(tag, "name"),
    description: words(tag, "description"),
    operations: operations.filter((operation) => operation.tag === tag.name),
  }));
  return { version: contract.info.version, operations, groups };
}

// The contract says "x-description-fr" beside "description".
function words(part, name) {
  return part[`x-${name}-${document.documentElement.lang}`] ?? part[name] ?? "";
}

function follow(contract, part) {
  if (!part?.$ref) return part;
  return part.$ref.slice(2).split("/").reduce((at, name) => at[name], contract);
}

function readOperation(contract, path, method, operation) {
  const parameters = (operation.parameters ?? []).map((one) => follow(contract, one));
  // Alternatives, each a list of schemes that are sent together.
  const access = (operation.security ?? []).map((alternative) =>
    Object.keys(alternative).map((name) => contract.components.securitySchemes[name]));
  const signatures = access.flat().filter((scheme) =>
    scheme.type === "apiKey" && !parameters.some((one) => one.name === scheme.name));
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return {
    id: operation.operationId,
    path,
    method: method.toUpperCase(),
    tag: operation.tags[0],
    summary: words(operation, "summary"),
    description: words(operation, "description"),
    access: access.map((alternative) => alternative.map((scheme) => ({ key: isKey(scheme), name: scheme.name }))),
    fields: [...parameters, ...signatures].map((one) => readField(contract, one)),
    body: type && { type, text: inText(content.example) },
    answers: Object.entries(operation.responses).map(([status, part]) =>
      readAnswer(status, follow(contract, part))),
  };
}

function isKey(scheme) {
  return scheme.type === "http" && scheme.scheme === "bearer";
}

function readField(contract, parameter) {
  const stated = follow(contract, parameter.schema) ?? {};
  const kinds = (stated.anyOf ?? [stated]).map((one) => follow(contract, one));
  const schema = kinds.find((one) => one.type !== "null");
  const values = follow(contract, schema.items) ?? schema;
  return {
    name: parameter.name,
    place: parameter.in,
    required: parameter.required ?? false,
    description: words(parameter, "description"),
    several: schema.type === "array",
    choices: values.type === "boolean" ? [true, false] : values.enum,
    // A reference may have a default beside it.
    standard: parameter.schema?.default ?? stated.default ?? undefined,
    example: parameter.example ?? schema.example ?? schema.examples?.[0],
  };
}

function readAnswer(status, part) {
  const content = Object.values(part.content ?? {})[0] ?? {};
  const spoken = content.examples?.[document.documentElement.lang]?.value ?? content.example;
  const example = spoken === undefined ? undefined : inText(spoken);
  return { status, description: words(part, "description"), headers: Object.keys(part.headers ?? {}), example };
}

function inText(example = "") {
  return typeof example === "string" ? example : JSON.stringify(example, null, 2);
}
