import { state } from "./api.js";
import { channelById, person } from "./people.js";

/** What is typed with names after `@` and `#`, as Slack keeps it; the longest names first. */
export function spelledOut(text) {
  const names = [
    ...state.people.map((one) => [`@${one.name}`, `<@${one.id}>`]),
    ...state.channels.filter((channel) => channel.name).map((channel) => [`#${channel.name}`, `<#${channel.id}>`]),
    ...["here", "channel", "everyone"].map((word) => [`@${word}`, `<!${word}>`]),
  ];
  names.sort(([one], [other]) => other.length - one.length);
  let out = "";
  for (let at = 0; at < text.length; ) {
    const free = at === 0 || /[\s(]/.test(text[at - 1]);
    const found = free && names.find(([name]) => text.startsWith(name, at) && !/[\p{L}\p{N}]/u.test(text[at + name.length] ?? ""));
    out += found ? found[1] : text[at];
    at += found ? found[0].length : 1;
  }
  return out;
}

/** What Slack keeps, as it was typed. */
export function asTyped(text) {
  return text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => (person(id) ? `@${person(id).name}` : whole))
    .replace(/<#(\w+)(?:\|[^>]*)?>/g, (whole, id) => (channelById(id)?.name ? `#${channelById(id).name}` : whole))
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<(https?:[^|>]+)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
