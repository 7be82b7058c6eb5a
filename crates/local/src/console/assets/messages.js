// Messages of every standard type, as a person in the chat sees them.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { inline, outside } from "./markdown.js";

/**
 * The content of a message. `say` is called with a text when a button is pressed that says something in the user's name; without
 * it buttons do nothing.
 */
export function content(kind, payload, say) {
  return (TYPES[kind] ?? custom)(payload ?? {}, say, kind);
}

const TYPES = {
  text: ({ text }) => h("p", { class: "m-text" }, String(text ?? "")),
  markdown: ({ markdown, text }) => h("p", { class: "m-text" }, inline(String(markdown ?? text ?? ""))),
  image: ({ imageUrl, title }) =>
    media(h("img", { src: web(imageUrl), alt: title || "Image", loading: "lazy" }), imageUrl, title),
  audio: ({ audioUrl, title }) =>
    media(h("audio", { src: web(audioUrl), controls: true, preload: "none" }), audioUrl, title),
  video: ({ videoUrl, title }) =>
    media(h("video", { src: web(videoUrl), controls: true, preload: "none" }), videoUrl, title),
  file: ({ fileUrl, title }) =>
    h("p", { class: "m-file" }, icon("file"), outside(String(fileUrl ?? ""), title || name(fileUrl))),
  location: ({ latitude, longitude, title, address }) =>
    h(
      "div",
      { class: "m-place" },
      icon("pin"),
      h(
        "div",
        null,
        h("strong", null, title || "Location"),
        address && h("div", null, address),
        h("div", { class: "faint" }, `${latitude}, ${longitude}`),
      ),
    ),
  card,
  carousel: ({ items }, say) =>
    h(
      "div",
      { class: "m-carousel", tabIndex: 0, role: "region", "aria-label": "Cards" },
      (items ?? []).map((item) => card(item, say)),
    ),
  choice: ({ text, options }, say) =>
    h(
      "div",
      { class: "m-choice" },
      h("p", { class: "m-text" }, String(text ?? "")),
      h(
        "div",
        { class: "m-options" },
        (options ?? []).map((option) => answer(option.label, option.value, say)),
      ),
    ),
  dropdown,
  bloc: ({ items }, say) =>
    h(
      "div",
      { class: "m-bloc" },
      (items ?? []).map((item) => content(item.type, item.payload, say)),
    ),
};

function custom(payload, _say, kind) {
  return h(
    "div",
    { class: "m-custom" },
    h("span", { class: "faint" }, kind),
    h(
      "pre",
      { class: "code", tabIndex: 0, role: "region", "aria-label": `A message of the type ${kind}` },
      JSON.stringify(payload, null, 2),
    ),
  );
}

function card({ title, subtitle, imageUrl, actions }, say) {
  return h(
    "div",
    { class: "m-card" },
    imageUrl && h("img", { src: web(imageUrl), alt: "", loading: "lazy" }),
    h("div", { class: "m-card-text" }, h("strong", null, String(title ?? "")), subtitle && h("p", null, subtitle)),
    actions?.length > 0 &&
      h(
        "div",
        { class: "m-actions" },
        actions.map((action) =>
          action.action === "url"
            ? outside(String(action.value), action.label)
            : answer(action.label, action.value, say),
        ),
      ),
  );
}

function dropdown({ text, options }, say) {
  const choose = h(
    "select",
    { "aria-label": String(text ?? "Choose"), disabled: !say },
    h("option", { value: "" }, "Choose…"),
    (options ?? []).map((option) => h("option", { value: option.value }, option.label)),
  );
  const label = () => (options ?? []).find((option) => option.value === choose.value)?.label;
  choose.addEventListener("change", () => choose.value && say?.(choose.value, label()));
  return h("div", { class: "m-choice" }, h("p", { class: "m-text" }, String(text ?? "")), choose);
}

const answer = (label, value, say) =>
  h(
    "button",
    { type: "button", class: "m-option", disabled: !say, onclick: () => say?.(String(value), label) },
    String(label ?? value),
  );

const media = (element, url, title) =>
  h("figure", { class: "m-media" }, element, (title || !web(url)) && h("figcaption", null, title || String(url)));

/** Only what the web serves is loaded. */
const web = (url) => (/^(https?:\/\/|data:image\/)/i.test(String(url ?? "")) ? url : null);

const name = (url) =>
  String(url ?? "")
    .split(/[?#]/)[0]
    .split("/")
    .at(-1) || "File";
