// Elements that the page is drawn with. All words are attributes of <main>, in the language of the page.

// An address of the service, wherever its proxy has put it: beside this page.
export function addressOf(path) {
  return new URL(`.${path}`, document.baseURI).href;
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  element.append(...children);
  return element;
}

export function say(name, values = {}) {
  return document.querySelector("main").dataset[name].replace(/{(\w+)}/g, (_, place) => values[place]);
}

// The contract's descriptions hold two marks of Markdown: `code` and *emphasis*.
export function prose(tag, text, attributes = {}) {
  const pieces = text.split(/(`[^`]+`|\*[^*]+\*)/);
  return make(tag, attributes, ...pieces.map((piece, index) =>
    index % 2 ? make(piece[0] === "`" ? "code" : "em", {}, piece.slice(1, -1)) : piece));
}

export function listing(title, text) {
  return make("pre", { tabindex: 0, role: "region", "aria-label": title }, text);
}

export function folded(title, ...children) {
  return make("details", {}, make("summary", {}, title), ...children);
}

// Copies if the browser allows it. The text is selected too, so that it can be copied with the keyboard.
export function copyButton(text) {
  const status = make("span", { role: "status" });
  const button = make("button", { type: "button", class: "quiet" }, say("copy"));
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(text);
    const copied = await navigator.clipboard?.writeText(text.textContent).then(() => true, () => false);
    status.textContent = say(copied ? "copied" : "selected");
  });
  return make("p", { class: "row" }, button, status);
}
