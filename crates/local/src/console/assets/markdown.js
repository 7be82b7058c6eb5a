// Just enough Markdown for a readme: headings, paragraphs, lists, code, links. Anything else stays the text that it is.

import { h } from "./dom.js";

export function markdown(text) {
  const box = h("div", { class: "prose" });
  const lines = text.replace(/\r/g, "").split("\n");
  let paragraph = [];
  let list = null;
  const flush = () => {
    if (paragraph.length > 0) box.append(h("p", null, inline(paragraph.join(" "))));
    paragraph = [];
    list = null;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const heading = /^(#{1,4})\s+(.*)$/.exec(line);
    const item = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/.exec(line);
    if (line.startsWith("```")) {
      flush();
      const code = [];
      while (++at < lines.length && !lines[at].startsWith("```")) code.push(lines[at]);
      box.append(h("pre", { class: "code", tabIndex: 0, role: "region", "aria-label": "Code" }, code.join("\n")));
    } else if (heading) {
      flush();
      // The page has its own headings above.
      box.append(h(`h${Math.min(6, heading[1].length + 2)}`, null, inline(heading[2])));
    } else if (item) {
      if (!list) {
        flush();
        list = h(item[1] ? "ol" : "ul");
        box.append(list);
      }
      list.append(h("li", null, inline(item[2])));
    } else if (line.trim() === "") {
      flush();
    } else if (list && /^\s+/.test(line)) {
      list.lastChild.append(" ", ...inline(line.trim()));
    } else {
      if (list) flush();
      paragraph.push(line.trim());
    }
  }
  flush();
  return box;
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g;

/** Code, strong and emphasised text, and links to the web. */
export function inline(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [all, code, strong, emphasis, label, url] = found;
    if (found.index > end) parts.push(text.slice(end, found.index));
    end = found.index + all.length;
    if (code) parts.push(h("code", null, code));
    else if (strong) parts.push(h("strong", null, strong));
    else if (emphasis) parts.push(h("em", null, emphasis));
    else parts.push(outside(url, label));
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** A link out of the page; only to the web, so that no link can run anything. */
export function outside(url, ...label) {
  return /^https?:\/\//i.test(url)
    ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label)
    : h("span", null, label);
}
