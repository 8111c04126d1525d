// A response: status and time, the advice or the problem in words, then the headers and the content.

import { folded, listing, make, say } from "./elements.js";

const ALWAYS = ["Content-Type", "ETag", "Location", "Retry-After"];
const TEXT = /^(text\/|application\/(.*\+)?(json|yaml|xml|x-ndjson)\b)/;

export async function showAnswer(operation, response, content, time, outcome, answer) {
  const type = response.headers.get("content-type") ?? "";
  const text = TEXT.test(type) ? await content.text() : "";
  const value = /[/+]json\b/.test(type) ? JSON.parse(text) : undefined;
  const status = `${response.status} ${response.statusText}`.trim();
  const waited = time.toLocaleString(document.documentElement.lang);
  outcome.replaceChildren(
    make("p", { class: response.status < 400 ? "good" : "bad" }, say("done", { status, time: waited })), ...inWords(value ?? {}));
  answer.replaceChildren(...drawContent(type, content, text, value), drawHeaders(operation, response));
}

// An assessment or a problem is shown in words too; anything else as content only.
function inWords(value) {
  if (value.maturity && value.sourcing) return [drawAdvice(value)];
  if (!value.title || !value.detail) return [];
  const faults = (value.errors ?? []).map((fault) =>
    make("li", {}, fault.location === "body" ? "" : `${say(fault.location)} `, make("code", {}, fault.pointer), " ", fault.detail));
  return [make("p", {}, `${value.title}. ${value.detail}`), ...(faults.length ? [make("ul", {}, ...faults)] : [])];
}

function drawAdvice({ maturity, importance, sourcing, next }) {
  const parts = [
    [say("maturity"), maturity],
    [say("importance"), importance],
    [say("advice"), sourcing],
  ].flatMap(([name, part]) => [
    make("dt", {}, name),
    make("dd", {}, make("strong", {}, part.label ?? say("unknown")), ". ", part.text ?? ""),
  ]);
  const steps = next.roadmap.map((step) => make("li", {}, step.action));
  return make("dl", {}, ...parts, ...(steps.length
    ? [make("dt", {}, say("next")), make("dd", {}, make("ol", {}, ...steps))] : []));
}

function drawHeaders(operation, response) {
  const documented = operation.answers.find((one) => one.status === String(response.status))?.headers ?? [];
  const names = [...new Set([...ALWAYS, ...documented])].filter((name) => response.headers.has(name));
  const text = names.map((name) => `${name}: ${response.headers.get(name)}`).join("\n");
  return folded(say("headers"), listing(say("headers"), text));
}

function drawContent(type, content, text, value) {
  if (value !== undefined) return [listing(say("content"), JSON.stringify(value, null, 2))];
  if (text) return [listing(say("content"), text)];
  if (!content.size) return [];
  const address = URL.createObjectURL(content);
  if (type.startsWith("image/")) return [make("img", { src: address, alt: say("picture") })];
  return [make("p", {}, make("a", { href: address, download: "" }, say("save")))];
}
