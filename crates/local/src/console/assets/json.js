// JSON for people to read.

import { h } from "./dom.js";

/** Above this length, in characters, colours cost more than they help. */
const PLAIN = 100_000;
const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** A text, as indented and coloured JSON when it is JSON. */
export function code(text, label) {
  const pretty = indented(text);
  const block = h("pre", { class: "code", tabIndex: 0, role: "region", "aria-label": label });
  if (pretty === null || pretty.length > PLAIN) block.textContent = pretty ?? text;
  else block.append(...coloured(pretty));
  return block;
}

/** JSON with an indentation; null when it is none. */
export function indented(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : null;
  } catch {
    return null;
  }
}

/** JSON from a field; what is wrong with it is for people. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${error.message}`);
  }
}

function* coloured(text) {
  let end = 0;
  for (const found of text.matchAll(TOKENS)) {
    const [all, string, colon, word] = found;
    if (found.index > end) yield text.slice(end, found.index);
    end = found.index + all.length;
    if (string && colon) {
      yield h("span", { class: "j-key" }, string);
      yield colon;
    } else {
      yield h("span", { class: string ? "j-string" : word ? "j-word" : "j-number" }, all);
    }
  }
  if (end < text.length) yield text.slice(end);
}
