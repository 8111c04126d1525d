// The page: takes the key from the address, draws the contract, changes language without losing the key.

import { readContract } from "./contract.js";
import { folded, listing, make, prose, say } from "./elements.js";
import { drawTrial } from "./trial.js";

const keyField = () => document.getElementById("key");

// The key comes after the "#", which no browser sends; it leaves the address and is stored nowhere.
function takeKey() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  history.replaceState(null, "", location.pathname + location.search);
  keyField().value = key;
  document.getElementById("taken").textContent = say("taken");
}

function showKey({ currentTarget: button }) {
  const wasHidden = keyField().type === "password";
  keyField().type = wasHidden ? "text" : "password";
  button.textContent = say(wasHidden ? "hide" : "show");
}

function drawOperation(operation) {
  const access = operation.access.map((alternative) =>
    alternative.map((one) => (one.key ? say("key") : one.name)).join(" + "));
  const summary = make("summary", {},
    make("span", { class: `method ${operation.method.toLowerCase()}` }, operation.method),
    make("code", {}, operation.path), make("span", { class: "about" }, operation.summary),
    ...(access.length ? [make("small", {}, [...new Set(access)].join(` ${say("or")} `))] : []));
  const answers = operation.answers.flatMap((answer) => [
    make("dt", {}, make("code", {}, answer.status)),
    prose("dd", answer.description),
  ]);
  const example = operation.answers[0].example;
  return make("details", { id: operation.id, class: "operation" }, summary, prose("p", operation.description),
    drawTrial(operation),
    folded(say("answers"), make("dl", {}, ...answers)),
    ...(example ? [folded(say("example"), listing(say("example"), example))] : []));
}

function drawGroup(group) {
  return make("section", { "aria-labelledby": group.id },
    make("h2", { id: group.id }, group.name), prose("p", group.description), ...group.operations.map(drawOperation));
}

function drawContents(group) {
  const links = group.operations.map((operation) =>
    make("li", {}, make("a", { href: `#${operation.id}` }, operation.summary)));
  return make("li", {}, make("a", { href: `#${group.id}` }, group.name), make("ul", {}, ...links));
}

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.matches("details")) target.open = true;
  target.scrollIntoView();
}

async function draw() {
  const list = document.getElementById("operations");
  try {
    const { version, operations, groups } = await readContract();
    const first = operations.find((operation) => operation.id === say("first"));
    // The first form of the page shows required fields only.
    const short = { ...first, id: "first", fields: first.fields.map((one) => ({ ...one, hidden: !one.required })) };
    document.getElementById("version").textContent = version;
    document.getElementById("try").append(drawTrial(short, say("assess")));
    document.querySelector("nav ul").append(...groups.map(drawContents));
    list.append(...groups.map(drawGroup));
    openTarget();
  } catch {
    list.append(make("p", { role: "alert" }, say("unread")));
  }
}

async function changeLanguage(event) {
  event.preventDefault();
  const address = event.currentTarget.href;
  const text = await (await fetch(address)).text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const key = keyField().value;
  history.replaceState(null, "", address);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(page.body);
  keyField().value = key;
  start();
  document.querySelector("#languages a").focus();
}

function start() {
  takeKey();
  document.getElementById("show").addEventListener("click", showKey);
  for (const link of document.querySelectorAll("#languages a")) link.addEventListener("click", changeLanguage);
  for (const button of document.querySelectorAll("#confirm button"))
    button.addEventListener("click", () => document.getElementById("confirm").close(button.value));
  draw();
}

start();
addEventListener("hashchange", () => { takeKey(); openTarget(); });
