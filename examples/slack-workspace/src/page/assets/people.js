import { state } from "./api.js";
import { h } from "./dom.js";

export function person(id) {
  return state.people.find((one) => one.id === id);
}

export function nameOf(id) {
  return person(id)?.name ?? id;
}

/** The name and the picture under which a message is shown. */
export function author(message) {
  const known = person(message.user);
  return {
    name: message.username ?? known?.name ?? message.user,
    picture: message.icon ?? known?.picture,
    isApp: Boolean(message.botId),
    key: message.username ?? message.user,
  };
}

/** A picture, or initials on a colour that belongs to the name. */
export function avatar({ name, picture, isApp, key }) {
  let hue = 0;
  for (const letter of key ?? name) hue = (hue * 31 + letter.codePointAt(0)) % 360;
  const initials = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  const shape = h("span", { class: isApp ? "avatar app" : "avatar", "aria-hidden": "true" }, initials);
  shape.style.setProperty("--hue", hue);
  if (picture) {
    const image = h("img", { src: picture, alt: "", referrerpolicy: "no-referrer", onerror: () => image.remove() });
    shape.append(image);
  }
  return shape;
}

export function channelName(channel) {
  if (channel.kind === "direct") return state.apps.find((app) => app.id === channel.app)?.name ?? "App";
  if (channel.kind === "group") return channel.others.map(nameOf).join(", ");
  return channel.name;
}

export function channelById(id) {
  return state.channels.find((channel) => channel.id === id);
}
