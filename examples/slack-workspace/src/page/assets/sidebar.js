import { act, go, here, state } from "./api.js";
import { clear, h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, channelName } from "./people.js";

/** What was read last, by channel. */
const seen = new Map();

/** Who one is, and where one can go. */
export function sidebar(nav) {
  let shape = "";
  return () => {
    const open = state.channels.find((channel) => channel.id === here.in);
    if (open?.latest) seen.set(`${state.me}/${open.id}`, open.latest);
    const fresh = JSON.stringify([state.team, state.me, state.people, state.apps.map((app) => [app.id, app.name, Boolean(app.home)]), state.channels, here]);
    if (fresh === shape) return;
    shape = fresh;
    const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.name : undefined;
    clear(nav, content());
    if (focused) nav.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
  };
}

function content() {
  const people = state.people.filter((one) => !one.isBot && !one.isDeleted);
  const me = people.find((one) => one.id === state.me);
  const who = h(
    "select",
    { id: "who", "data-name": "who", onchange: () => go({ as: who.value, thread: "" }) },
    people.map((one) => h("option", { value: one.id, selected: one.id === state.me }, one.name)),
  );
  const channels = state.channels.filter((channel) => channel.kind === "public" || channel.kind === "private");
  const direct = state.channels.filter((channel) => channel.kind === "group" && channel.isMember);
  return [
    h("header", { class: "team" }, h("b", {}, state.team), h("small", {}, "simulated")),
    h("div", { class: "who" }, me && avatar({ ...me, key: me.id }), h("label", { for: "who" }, "You are"), who),
    group("Channels", channels.map((channel) => entry(channel, channel.kind === "private" ? "lock" : "hash"))),
    direct.length > 0 && group("Groups", direct.map((channel) => entry(channel, "group"))),
    group("Apps", state.apps.flatMap(app)),
  ];
}

function group(title, entries) {
  return h("section", {}, h("h2", {}, title), h("ul", {}, entries));
}

function entry(channel, sign) {
  const isOpen = channel.id === here.in && !here.home;
  const unread = !isOpen && channel.isMember && channel.latest && channel.latest > (seen.get(`${state.me}/${channel.id}`) ?? "");
  const classes = [unread && "unread", !channel.isMember && "outside"].filter(Boolean).join(" ");
  return item(channel.id, isOpen, () => go({ in: channel.id, thread: "", home: "" }), classes, icon(sign), h("span", {}, channelName(channel)), channel.isArchived && h("small", {}, "archived"));
}

function app(one) {
  const channel = state.channels.find((known) => known.app === one.id && known.isMember);
  const isOpen = channel && channel.id === here.in && !here.home;
  const unread = !isOpen && channel?.latest && channel.latest > (seen.get(`${state.me}/${channel.id}`) ?? "");
  const write = async () => {
    const opened = channel ? { channel: channel.id } : await act({ act: "write", app: one.id });
    if (opened) go({ in: opened.channel, thread: "", home: "" });
  };
  const home = async () => {
    go({ home: one.id, thread: "" });
    await act({ act: "openHome", app: one.id });
  };
  return [
    item(one.id, isOpen, write, unread ? "unread" : "", avatar({ name: one.name, isApp: true, key: one.user }), one.name),
    item(`${one.id}/home`, here.home === one.id, home, "sub", icon("home"), "Home"),
  ];
}

function item(name, isCurrent, onclick, classes, ...children) {
  const leave = () => {
    document.body.classList.remove("menu");
    onclick();
  };
  const props = { type: "button", class: classes, "data-name": name, "aria-current": isCurrent ? "page" : undefined };
  return h("li", {}, h("button", { ...props, onclick: leave }, children));
}
