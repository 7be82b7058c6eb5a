import { act } from "./api.js";
import { h } from "./dom.js";
import { element, text } from "./elements.js";
import { emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { link, markdown, mention, mrkdwn, plain } from "./mrkdwn.js";
import { channelById, channelName } from "./people.js";

/** Block Kit. `place` is what it is on: a message, a modal, an app's page. */
export function blocks(list, { place, chosen, errors }) {
  const use = (block, item) => (input) => act({ act: "use", place, block: block.block_id, action: item.action_id, input });
  const shown = (block, item) => element(block, item, chosen, use(block, item));
  return list.map((block) => h("div", { class: `block ${block.type}` }, render(block, shown, errors)));
}

function render(block, shown, errors) {
  switch (block.type) {
    case "section":
      return [
        h("div", { class: "section-text" }, block.text && textOf(block.text), block.fields && fields(block.fields)),
        block.accessory && h("div", { class: "accessory" }, block.accessory.type === "image" ? picture(block.accessory) : shown(block, block.accessory)),
      ];
    case "header":
      return h("h3", {}, plain(text(block.text)));
    case "divider":
      return h("hr");
    case "image":
      return [block.title && h("div", { class: "image-title" }, plain(text(block.title))), picture(block)];
    case "context":
      return block.elements.map((item) => (item.type === "image" ? picture(item) : h("span", {}, textOf(item))));
    case "actions":
      return block.elements.map((item) => shown(block, item));
    case "input":
      return [
        h("div", { class: "label" }, text(block.label), block.optional && h("small", {}, " (optional)")),
        shown(block, block.element),
        block.hint && h("small", {}, text(block.hint)),
        errors?.[block.block_id] && h("p", { class: "error", role: "alert" }, errors[block.block_id]),
      ];
    case "markdown":
      return markdown(block.text);
    case "rich_text":
      return block.elements.map(richText);
    case "table":
      return table(block);
    case "video":
      return link(block.title_url ?? block.video_url, text(block.title));
    case "card":
      return card(block, shown);
    case "carousel":
      return h("div", { class: "cards" }, block.elements.map((one) => h("div", { class: "block card" }, card(one, shown))));
    default:
      return h("p", { class: "unknown" }, `A block of kind “${block.type}”`);
  }
}

function textOf(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text) : plain(text(object));
}

function fields(list) {
  return h("div", { class: "fields" }, list.map((field) => h("div", {}, textOf(field))));
}

function picture(item) {
  const missing = h("span", { class: "missing" }, icon("picture"), item.alt_text ?? "a picture");
  if (!item.image_url) return missing;
  const props = { src: item.image_url, alt: item.alt_text ?? "", referrerpolicy: "no-referrer", loading: "lazy" };
  const image = h("img", { ...props, onerror: () => image.replaceWith(missing) });
  return image;
}

function card(block, shown) {
  return [
    block.hero_image && picture(block.hero_image),
    block.title && h("b", {}, textOf(block.title)),
    block.subtitle && h("div", {}, textOf(block.subtitle)),
    block.body && h("div", {}, textOf(block.body)),
    block.actions && h("div", { class: "actions" }, block.actions.map((item) => shown(block, item))),
  ];
}

function table(block) {
  const cell = (tag) => (value) => h(tag, {}, value.type === "rich_text" ? value.elements.map(richText) : text(value));
  const [head, ...rows] = block.rows;
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, head.map(cell("th")))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td"))))),
  );
}

function richText(part) {
  switch (part.type) {
    case "rich_text_list":
      return h(part.style === "ordered" ? "ol" : "ul", {}, part.elements.map((item) => h("li", {}, item.elements.map(span))));
    case "rich_text_quote":
      return h("blockquote", {}, part.elements.map(span));
    case "rich_text_preformatted":
      return h("pre", {}, part.elements.map(span));
    default:
      return h("p", {}, (part.elements ?? []).map(span));
  }
}

function span(item) {
  let node = inner(item);
  for (const [style, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"]]) {
    if (item.style?.[style]) node = h(tag, {}, node);
  }
  return node;
}

function inner(item) {
  switch (item.type) {
    case "user":
      return mention(item.user_id);
    case "channel": {
      const channel = channelById(item.channel_id);
      return h("span", { class: "mention" }, `#${channel ? channelName(channel) : item.channel_id}`);
    }
    case "broadcast":
      return h("span", { class: "mention" }, `@${item.range}`);
    case "emoji":
      return emoji(item.name);
    case "link":
      return link(item.url, item.text);
    default:
      return item.text ?? item.fallback ?? "";
  }
}
