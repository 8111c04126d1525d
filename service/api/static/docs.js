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

// The contract's descriptions hold two marks of Markdown: `code` and *emphasis*.
function prose(tag, text) {
  const pieces = text.split(/(`[^`]+`|\*[^*]+\*)/);
  return make(tag, "", ...pieces.map((piece, index) =>
    index % 2 ? make(piece[0] === "`" ? "code" : "em", piece.slice(1, -1)) : piece));
}

// The contract says "x-description-fr" beside "description".
function words(part, name) {
  return part[`x-${name}-${page.lang}`] || part[name];
}

function follow(contract, part) {
  if (!part.$ref) return part;
  return part.$ref.slice(2).split("/").reduce((at, name) => at[name], contract);
}

function table(title, heads, rows) {
  const body = rows.map((cells) => make("tr", "", ...cells.map((cell) => prose("td", cell))));
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
  const title = make("span", words(operation, "summary"));
  const summary = make("summary", "", label, make("code", path), title);
  if (operation.security.length) summary.append(make("small", say.key));
  const answers = Object.entries(operation.responses).map(([status, part]) => [status, follow(contract, part)]);
  const parameters = operation.parameters.map((one) => [
    `\`${one.name}\``, say[one.in], words(one, "description"),
  ]);
  return make("details", "", summary, prose("p", words(operation, "description")),
    ...(parameters.length ? [table(say.parameters, [say.name, say.in, say.about], parameters)] : []),
    table(say.answers, [say.status, say.about], answers.map(([status, part]) => [status, words(part, "description")])),
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
