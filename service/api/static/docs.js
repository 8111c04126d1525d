// Draws the contract and sends a preview. Words come from the page, so this file has no language.
"use strict";

const page = document.documentElement;
const list = document.getElementById("operations");
const say = list.dataset;

function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

function follow(contract, part) {
  if (!part.$ref) return part;
  return part.$ref.slice(2).split("/").reduce((at, name) => at[name], contract);
}

function table(title, heads, rows) {
  const body = rows.map((cells) => make("tr", "", ...cells.map((cell) => make("td", cell))));
  const head = make("tr", "", ...heads.map((name) => Object.assign(make("th", name), { scope: "col" })));
  return make("table", "", make("caption", title), make("thead", "", head), make("tbody", "", ...body));
}

function sample(title, value) {
  if (value === undefined) return [];
  const text = make("pre", typeof value === "string" ? value : JSON.stringify(value, null, 2));
  text.tabIndex = 0;
  text.setAttribute("aria-label", title);
  return [make("details", "", make("summary", title), text)];
}

function firstContent(part) {
  return Object.values((part && part.content) || {})[0] || {};
}

function draw(contract, path, method, operation) {
  const label = Object.assign(make("span", method.toUpperCase()), { className: "method" });
  const title = (page.lang === "fr" && operation["x-summary-fr"]) || operation.summary;
  const summary = make("summary", "", label, make("code", path), make("span", title));
  if (operation.security.length) summary.append(make("small", say.key));
  const about = make("p", operation.description);
  about.lang = "en";
  const answers = Object.entries(operation.responses).map(([status, part]) => [status, follow(contract, part)]);
  const parameters = operation.parameters.map((one) => [one.name, one.in, one.description || ""]);
  return make("details", "", summary, about,
    ...(parameters.length ? [table(say.parameters, [say.name, say.in, say.about], parameters)] : []),
    table(say.answers, [say.status, say.about], answers.map(([status, part]) => [status, part.description])),
    ...sample(say.request, firstContent(operation.requestBody).example),
    ...sample(say.answer, firstContent(answers[0][1]).example));
}

async function drawContract() {
  const contract = await (await fetch("/openapi.json")).json();
  document.getElementById("version").textContent = contract.info.version;
  for (const [path, methods] of Object.entries(contract.paths))
    for (const [method, operation] of Object.entries(methods))
      list.append(draw(contract, path, method, operation));
  const preview = contract.paths["/v1/assessments/preview"].post;
  document.getElementById("profile").value = JSON.stringify(firstContent(preview.requestBody).example, null, 2);
}

async function assess(event) {
  event.preventDefault();
  const outcome = document.getElementById("outcome");
  const answer = document.getElementById("answer");
  const started = performance.now();
  outcome.textContent = outcome.dataset.waiting;
  answer.hidden = true;
  try {
    const response = await fetch("/v1/assessments/preview", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Accept-Language": page.lang,
        Authorization: `Bearer ${document.getElementById("key").value.trim()}`,
      },
      body: document.getElementById("profile").value,
    });
    const body = await response.json();
    outcome.textContent = response.ok
      ? outcome.dataset.advice
        .replace("{level}", body.maturity.label || outcome.dataset.none)
        .replace("{model}", body.sourcing.label)
        .replace("{time}", Math.round(performance.now() - started))
      : `${response.status} – ${body.title}`;
    answer.textContent = JSON.stringify(body, null, 2);
    answer.hidden = false;
  } catch {
    outcome.textContent = outcome.dataset.failed;
  }
}

document.getElementById("try").addEventListener("submit", assess);
drawContract().catch(() => list.append(make("p", say.failed)));
