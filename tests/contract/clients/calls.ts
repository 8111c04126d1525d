// The README's calls by fetch, with types that openapi-typescript made of the contract. Prints what they tell.

import type { components, operations } from "./palier";
import { profile } from "./profile";

declare const process: { env: Record<string, string> };

type S = components["schemas"];

/** What an operation answers with this status, as the contract describes it. */
type Answer<Operation extends keyof operations, Status extends number = 200> = operations[Operation] extends {
  responses: Record<Status, { content: infer Content }>;
}
  ? Content[keyof Content]
  : never;

const france: S["Country"] = "FR";
const shop: S["Profile"] = {
  organisation: { country: france, headcount: { min: 10, max: 19 }, activity_code: "47.71Z", reference: "C-882" },
  competencies: {
    strategy: { emergent: "yes", community: "partly" },
    content: { level: "emergent" },
    community_management: { level: "emergent" },
  },
  presence: { channels: [{ kind: "instagram" }], current_setup: ["shared_role"] },
  capacity: { budget_eur_per_month: { min: 1500, max: 2500 }, can_hire: false },
  governance: { voice_delegation: "yes" },
  preferences: { priority: "durability" },
};

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
  const assessment = await preview(key);
  await keep(key, assessment.sourcing.model);
  await compare(key);
  await refuse(key);

  const form = await read<Answer<"getQuestionnaire">>(await call("/v1/questionnaire?form=full"));
  const { items } = await read<Answer<"listMethodologies">>(await call("/v1/methodologies"));
  if (!form.screens.length || !items.some(({ version }) => version === assessment.methodology.version))
    throw new Error("The questions or the versions are missing.");

  const { maturity, importance, sourcing } = assessment;
  const told = { maturity_level: maturity.level, importance_band: importance.band, sourcing_model: sourcing.model };
  console.log(JSON.stringify(told));
}

/** Assess without storing, with everything, and in one row. */
async function preview(key: string): Promise<S["Assessment"]> {
  const path = "/v1/assessments/preview";
  const answer = await read<Answer<"previewAssessment">>(await call(`${path}?include=profile,trace`, profile, key));
  if (!("maturity" in answer)) throw new Error("It is a row.");
  if (!answer.trace?.rules.length || answer.profile?.organisation.country !== france)
    throw new Error("What was asked for is not there.");
  const row = await read<Answer<"previewAssessment">>(await call(`${path}?view=summary`, profile, key));
  if (!("maturity_level" in row) || row.maturity_level !== answer.maturity.level) throw new Error("It is no row.");
  return answer;
}

/** Store the profile, read it, and erase it. */
async function keep(key: string, model: S["Sourcing"]["model"]): Promise<void> {
  const stored = await read<Answer<"createAssessment", 201>>(await call("/v1/assessments", profile, key), 201);
  const path = `/v1/assessments/${stored.id}`;
  const again = await read<Answer<"getAssessment">>(await call(path, undefined, key));
  if (again.sourcing.model !== model || again.created_at !== stored.created_at) throw new Error("It reads otherwise.");
  const url = `${process.env["PALIER_URL"]}${path}`;
  const erased = await fetch(url, { method: "DELETE", headers: { Authorization: `Bearer ${key}` } });
  if (erased.status !== 204) throw new Error(`It is not erased: ${erased.status}`);
  await read<Answer<"getAssessment", 404>>(await call(path, undefined, key), 404);
}

/** Store a profile that is written in code, and find those of the same level, known as well or as little. */
async function compare(key: string): Promise<void> {
  const level: S["Level"] = "emergent";
  const got = await read<Answer<"createAssessment", 201>>(await call("/v1/assessments", shop, key), 201);
  const cost = got.sourcing.cost_eur_per_month;
  if (got.maturity.level !== level || !got.sourcing.label || !cost || cost.low > cost.high)
    throw new Error("The level or the cost is not there.");
  const path = `/v1/assessments?maturity_level=${level}&maturity_status=${got.maturity.status}`;
  const { items } = await read<Answer<"listAssessments">>(await call(path, undefined, key));
  const alike = items.filter((row) => row.maturity_level === got.maturity.level).map((row) => row.reference);
  if (!alike.includes("C-882")) throw new Error(`Not found: ${alike}`);
}

/** Send what is wrong, and read where the fault is; and call without a key. */
async function refuse(key: string): Promise<void> {
  const path = "/v1/assessments/preview";
  const { country, ...organisation } = profile.organisation;
  const refused = await read<Answer<"previewAssessment", 400>>(await call(path, { organisation }, key), 400);
  if (!refused.errors?.some((fault) => fault.pointer.startsWith("/organisation"))) throw new Error("No fault is named.");
  await read<Answer<"previewAssessment", 401>>(await call(path, profile), 401);
}

void main();
