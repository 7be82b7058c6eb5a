import { emoji } from "./emoji.js";
import { h } from "./dom.js";
import { channelById, channelName, nameOf } from "./people.js";
import { state } from "./api.js";

/** Slack's markup as elements: mentions, links, emoji, `*bold*` and so on. */
export function mrkdwn(text) {
  const parts = text.split("```");
  return parts.map((part, index) => {
    if (index % 2 === 1) return h("pre", {}, unescape(part.replace(/^\n|\n$/g, "")));
    return lines(index > 0 ? part.replace(/^\n/, "") : part);
  });
}

export function plain(text) {
  return text.split(/(:[a-z0-9_+-]+:)/).map((part) => (/^:[a-z_+-][a-z0-9_+-]*:$/.test(part) ? emoji(part.slice(1, -1)) : part));
}

export function mention(id) {
  return h("span", { class: id === state.me ? "mention me" : "mention" }, `@${nameOf(id)}`);
}

export function link(url, label) {
  const safe = /^(https?|mailto|tel):/i.test(url);
  return safe ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label ?? url) : (label ?? url);
}

function lines(text) {
  const blocks = [];
  let quote;
  for (const line of text.split("\n")) {
    const quoted = line.match(/^&gt; ?(.*)$/);
    if (quoted) {
      if (!quote) blocks.push((quote = h("blockquote", {})));
      else quote.append("\n");
      quote.append(...inline(quoted[1]));
    } else {
      if (blocks.length && !quote) blocks.push("\n");
      quote = undefined;
      blocks.push(...inline(line));
    }
  }
  return blocks;
}

const STYLES = { "*": "b", _: "i", "~": "s", "`": "code" };

/** One line of text. */
function inline(text) {
  const nodes = [];
  let pending = "";
  const flush = () => {
    if (pending) nodes.push(unescape(pending));
    pending = "";
  };
  let previous = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const reference = rest.match(/^<([^<>\n]+)>/);
    const atWord = !/[\p{L}\p{N}]/u.test(previous);
    const styled = atWord && rest.match(/^([*_~`])(\S(?:.*?\S)??)\1(?![\p{L}\p{N}])/u);
    const named = atWord && rest.match(/^:([a-z_+-][a-z0-9_+-]*):/);
    let taken = 1;
    if (reference) {
      flush();
      nodes.push(referred(reference[1]));
      taken = reference[0].length;
    } else if (styled) {
      flush();
      const inner = styled[1] === "`" ? unescape(styled[2]) : inline(styled[2]);
      nodes.push(h(STYLES[styled[1]], {}, inner));
      taken = styled[0].length;
    } else if (named) {
      pending += emoji(named[1]);
      taken = named[0].length;
    } else {
      pending += text[at];
    }
    at += taken;
    previous = text[at - 1];
  }
  flush();
  return nodes;
}

function referred(inside) {
  const [target, label] = inside.split("|");
  const shown = label === undefined ? undefined : unescape(label);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) {
    const channel = channelById(target.slice(1));
    return h("span", { class: "mention" }, `#${channel ? channelName(channel) : (shown ?? target.slice(1))}`);
  }
  if (target.startsWith("!")) return h("span", { class: "mention" }, shown ?? `@${target.slice(1)}`);
  return link(unescape(target), shown ?? unescape(target));
}

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Markdown, as far as a chat needs it. */
export function markdown(text) {
  const out = [];
  let list;
  text.split("```").forEach((part, index) => {
    list = undefined;
    if (index % 2 === 1) return out.push(h("pre", {}, part.replace(/^[\w-]*\n/, "").replace(/\n$/, "")));
    for (const line of part.split("\n")) {
      const item = line.match(/^\s*(?:[-*]|\d+[.)])\s+(.*)$/);
      if (item) {
        if (!list) out.push((list = h(/^\s*\d/.test(line) ? "ol" : "ul", {})));
        list.append(h("li", {}, spans(item[1])));
        continue;
      }
      list = undefined;
      const heading = line.match(/^#{1,6}\s+(.*)$/);
      const quote = line.match(/^>\s?(.*)$/);
      if (heading) out.push(h("p", { class: "heading" }, spans(heading[1])));
      else if (quote) out.push(h("blockquote", {}, spans(quote[1])));
      else if (line.trim()) out.push(h("p", {}, spans(line)));
    }
  });
  return out;
}

function spans(text) {
  const nodes = [];
  const pattern = /\*\*(.+?)\*\*|__(.+?)__|\*(\S.*?)\*|\b_(\S.*?)_\b|~~(.+?)~~|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|<@([A-Z0-9]+)>/g;
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    nodes.push(...plain(text.slice(end, found.index)));
    end = found.index + found[0].length;
    const [, bold, strong, italic, slanted, struck, code, label, url, user] = found;
    if (bold ?? strong) nodes.push(h("b", {}, spans(bold ?? strong)));
    else if (italic ?? slanted) nodes.push(h("i", {}, spans(italic ?? slanted)));
    else if (struck) nodes.push(h("s", {}, spans(struck)));
    else if (code) nodes.push(h("code", {}, code));
    else if (user) nodes.push(mention(user));
    else nodes.push(link(url, label));
  }
  nodes.push(...plain(text.slice(end)));
  return nodes;
}
