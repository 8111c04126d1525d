// The README's calls by fetch, with types that openapi-typescript made of the contract. Prints what they tell.

import type { components, operations } from "./palier";
import { profile } from "./profile";

declare const process: { env: Record<string, string> };

/** What an operation answers with this status, as the contract describes it. */
type Answer<Operation extends keyof operations, Status extends number = 200> = operations[Operation] extends {
  responses: Record<Status, { content: infer Content }>;
}
  ? Content[keyof Content]
  : never;

async function call(path: string, body?: unknown, key?: string): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": "fr" };
  if (key) headers["Authorization"] = `Bearer ${key}`;
  if (body === undefined) return fetch(`${process.env["PALIER_URL"]}${path}`, { headers });
  headers["Content-Type"] = "application/json";
  return fetch(`${process.env["PALIER_URL"]}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function read<T>(answer: Response, status = 200): Promise<T> {
  if (answer.status !== status) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function main(): Promise<void> {
  const key = process.env["PALIER_KEY"] as string;
  const preview = "/v1/assessments/preview";

  const assessment = await read<Answer<"previewAssessment">>(await call(`${preview}?include=profile,trace`, profile, key));
  const traced: components["schemas"]["Trace"] | null = assessment.trace;
  const echoed: components["schemas"]["Profile"] | null = assessment.profile;
  if (!traced?.rules.length || echoed?.organisation.country !== "FR") throw new Error("What was asked for is not there.");

  await keep(key, sourcingOf(assessment));

  const { country, ...organisation } = profile.organisation;
  const refused = await read<Answer<"previewAssessment", 400>>(await call(preview, { organisation }, key), 400);
  if (!refused.errors?.some((fault) => fault.pointer.startsWith("/organisation"))) throw new Error("No fault is named.");
  await read<Answer<"previewAssessment", 401>>(await call(preview, profile), 401);

  const form = await read<Answer<"getQuestionnaire">>(await call("/v1/questionnaire?form=full"));
  const { items } = await read<Answer<"listMethodologies">>(await call("/v1/methodologies"));
  if (!form.screens.length || !items.some(({ version }) => version === assessment.methodology.version))
    throw new Error("The questions or the versions are missing.");

  const { maturity, importance, sourcing } = assessment;
  console.log(JSON.stringify({ level: maturity.level, band: importance.band, recommended: sourcing.recommended }));
}

function sourcingOf(assessment: { sourcing: components["schemas"]["Sourcing"] }): string {
  return assessment.sourcing.recommended;
}

/** Store the profile, read it, list it, and erase it. */
async function keep(key: string, recommended: string): Promise<void> {
  const stored = await read<Answer<"createAssessment", 201>>(await call("/v1/assessments", profile, key), 201);
  const path = `/v1/assessments/${stored.id}`;
  const again = await read<Answer<"getAssessment">>(await call(path, undefined, key));
  if (sourcingOf(again) !== recommended || again.created_at !== stored.created_at) throw new Error("It reads otherwise.");
  const { items } = await read<Answer<"listAssessments">>(await call("/v1/assessments?limit=5", undefined, key));
  if (!items.some(({ id }) => id === stored.id)) throw new Error("It is not listed.");
  const url = `${process.env["PALIER_URL"]}${path}`;
  const erased = await fetch(url, { method: "DELETE", headers: { Authorization: `Bearer ${key}` } });
  if (erased.status !== 204) throw new Error(`It is not erased: ${erased.status}`);
  await read<Answer<"getAssessment", 404>>(await call(path, undefined, key), 404);
}

void main();
