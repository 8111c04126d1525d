// A form for any operation: its fields, the request that they make, and the same request as a curl command.

import { showAnswer } from "./answer.js";
import { addressOf, copyButton, folded, listing, make, prose, say } from "./elements.js";

export function drawTrial(operation, button = say("send")) {
  const fields = operation.fields.map((field) => drawField(field, `${operation.id}-${field.name}`));
  const body = operation.body && drawBody(operation.body, `${operation.id}-body`);
  const request = () => readRequest(operation, fields, body);
  const command = listing("curl", "");
  const update = () => { command.textContent = inShell(request()); };
  const outcome = make("div", { class: "outcome", role: "status" });
  const answer = make("div", { class: "answer" });
  const form = make("form", { id: `try-${operation.id}`, "aria-label": operation.summary },
    ...fields.filter((field) => !field.hidden).map((field) => field.element),
    ...(body ? [make("label", { for: body.id }, say("body"), " ", make("small", {}, operation.body.type)), body] : []),
    make("p", {}, make("button", { class: operation.method === "DELETE" && "danger" }, button)));
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(operation, request(), outcome, answer);
  });
  update();
  return make("div", { class: "trial" }, form, outcome, answer,
    folded(say("shell"), prose("p", say("variable")), command, copyButton(command)));
}

function drawField(field, id) {
  const help = prose("p", field.description, { id: `${id}-help`, class: "help" });
  const about = [" ", make("small", {}, say(field.place), field.required ? ` · ${say("required")}` : "")];
  if (field.several && field.choices) {
    const boxes = field.choices.map((choice) => make("input", { type: "checkbox", value: choice }));
    const labels = boxes.map((box) => make("label", {}, box, " ", make("code", {}, box.value)));
    const element = make("fieldset", { "aria-describedby": help.id },
      make("legend", {}, field.name, ...about), help, make("div", { class: "choices" }, ...labels));
    return { ...field, element, read: () => boxes.filter((box) => box.checked).map((box) => box.value).join(",") };
  }
  const control = field.choices ? drawChoices(field) : make("input", {
    value: startingText(field), placeholder: field.example, autocomplete: "off", spellcheck: "false",
  });
  control.id = id;
  control.required = field.required;
  control.setAttribute("aria-describedby", help.id);
  const element = make("div", { class: "field" }, make("label", { for: id }, field.name, ...about), help, control);
  return { ...field, element, read: () => control.value.trim() };
}

function drawChoices(field) {
  const start = field.standard ?? (field.required ? field.example : undefined);
  const nothing = field.required ? [] : [make("option", { value: "" }, "–")];
  return make("select", {}, ...nothing, ...field.choices.map((choice) =>
    make("option", { value: String(choice), selected: choice === start }, String(choice))));
}

function startingText(field) {
  if (field.name === "Accept-Language") return document.documentElement.lang;
  return field.standard ?? (field.required ? field.example : undefined);
}

function drawBody(body, id) {
  return make("textarea", { id, rows: 10, spellcheck: "false", required: true }, body.text);
}

function readRequest(operation, fields, body) {
  const query = new URLSearchParams();
  const headers = operation.body ? { "Content-Type": operation.body.type } : {};
  let path = operation.path;
  // A default need not be said.
  const filled = fields.map((field) => [field, field.read()])
    .filter(([field, value]) => value && value !== String(field.standard));
  for (const [field, value] of filled) {
    if (field.place === "path") path = path.replace(`{${field.name}}`, () => encodeURIComponent(value));
    if (field.place === "query") query.set(field.name, value);
    if (field.place === "header") headers[field.name] = value;
  }
  const names = filled.map(([field]) => field.name);
  // The key is not sent with something that replaces it, such as the signature of a link.
  const covered = operation.access.some((alternative) =>
    alternative.length && alternative.every((one) => names.includes(one.name)));
  const keyed = !covered && operation.access.flat().some((one) => one.key);
  const search = String(query);
  return { method: operation.method, url: search ? `${path}?${search}` : path, headers, body: body?.value, keyed };
}

function inShell({ method, url, headers, body, keyed }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const named = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(addressOf(url))}`,
    ...(keyed ? ['-H "Authorization: Bearer $PALIER_KEY"'] : []),
    ...named,
    ...(body === undefined ? [] : [`--data-binary ${quoted(body)}`]),
  ].join(" \\\n  ");
}

async function send(operation, { method, url, headers, body, keyed }, outcome, answer) {
  const key = document.getElementById("key");
  answer.replaceChildren();
  outcome.textContent = "";
  if (keyed && !key.value.trim()) {
    outcome.textContent = say("nokey");
    key.focus();
    return;
  }
  if (method === "DELETE" && !await agreed(url)) return;
  outcome.textContent = say("waiting");
  const proof = keyed ? { Authorization: `Bearer ${key.value.trim()}` } : {};
  const started = performance.now();
  try {
    const options = { method, body, headers: { ...headers, ...proof }, credentials: "omit", cache: "no-store" };
    const response = await fetch(addressOf(url), options);
    const content = await response.blob();
    const time = Math.round(performance.now() - started);
    await showAnswer(operation, response, content, time, outcome, answer);
  } catch {
    outcome.textContent = say("failed");
  }
}

// Deleting takes a confirmation; Escape or "Cancel" means no.
function agreed(url) {
  const dialog = document.getElementById("confirm");
  document.getElementById("victim").textContent = url;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
