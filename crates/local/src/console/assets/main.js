// The page begins here: a session, what is installed, and the view that the address names.

import { activity } from "./activity.js";
import { enter } from "./api.js";
import { chat } from "./chat.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { integrations } from "./integrations.js";
import { live } from "./live.js";
import { state } from "./state.js";
import { data } from "./users.js";
import { button, empty, select } from "./ui.js";

const VIEWS = {
  chat: ["Chat", "chat", chat],
  activity: ["Activity", "activity", activity],
  integrations: ["Integrations", "plug", integrations],
  data: ["Data", "data", data],
};

const main = document.getElementById("main");
let ending = new AbortController();
let shown = null;

/** Shows what the address names. Focus goes to its heading, unless the page was only just opened. */
function route() {
  const [name, ...rest] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  const [title, , view] = VIEWS[name] ?? VIEWS.chat;
  ending.abort();
  ending = new AbortController();
  const first = shown === null;
  shown = VIEWS[name] ? name : "chat";
  document.title = `${title} · Local Botpress`;
  for (const link of document.querySelectorAll(".views a")) {
    if (link.dataset.view === shown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  main.scrollTop = 0;
  fill(main, view({ rest, signal: ending.signal }));
  if (!first) (main.querySelector("h1[tabindex]") ?? main).focus({ preventScroll: true });
}

function bar() {
  const links = Object.entries(VIEWS).map(([name, [title, symbol]]) =>
    h("li", null, h("a", { href: `#/${name}`, data: { view: name } }, icon(symbol), h("span", null, title))),
  );
  const line = h("span", { class: "line", role: "status" }, "connecting");
  live.addEventListener("connected", ({ detail }) => {
    line.textContent = detail ? "live" : "not connected";
    line.classList.toggle("on", detail);
    line.classList.toggle("off", !detail);
  });
  fill(
    document.getElementById("bar"),
    h(
      "a",
      { class: "brand", href: "#/chat", "aria-label": "Local Botpress" },
      h("img", { src: "/console/assets/icon.svg", alt: "", width: "26", height: "26" }),
      h("span", null, "Local Botpress"),
    ),
    h("nav", { class: "views", "aria-label": "Views" }, h("ul", null, links)),
    h("div", { class: "bar-end" }, bots(), line, theme()),
  );
}

/** Which bot the page is about, when there are several. */
function bots() {
  const box = h("div");
  const draw = () => {
    const { bots, bot } = state.overview;
    fill(
      box,
      bots.length > 1 &&
        select(
          bots.map((one) => [one.id, one.name]),
          bot,
          {
            "aria-label": "Bot",
            onchange: async (event) => {
              await state.choose(event.target.value);
              if (location.hash.startsWith("#/chat/")) location.hash = "#/chat";
              else route();
            },
          },
        ),
    );
  };
  draw();
  state.onChange(draw);
  return box;
}

function theme() {
  const dark = () =>
    (document.documentElement.dataset.theme ??
      (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const element = button("", { look: "quiet", label: "Colours" }, () => {
    const next = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("botpress-theme", next);
    } catch {
      // It then lasts as long as the page.
    }
    draw();
  });
  const draw = () => {
    const text = dark() ? "Use light colours" : "Use dark colours";
    element.setAttribute("aria-label", text);
    element.title = text;
    fill(element, icon(dark() ? "sun" : "moon"));
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return element;
}

/** What `dev` tells: that a build is under way, or why it failed. */
function notice(told) {
  const box = document.getElementById("notice");
  fill(
    box,
    told &&
      h(
        "div",
        { class: `notice ${told.kind}` },
        h(
          "div",
          { class: "notice-title" },
          told.kind === "problem" ? icon("warn") : h("span", { class: "spinner", "aria-hidden": "true" }),
          h("strong", null, told.title),
        ),
        told.text &&
          h("pre", { class: "code", tabIndex: 0, role: "region", "aria-label": "What the compiler says" }, told.text),
      ),
  );
}

async function begin() {
  try {
    await enter();
    await state.load();
  } catch (error) {
    fill(
      main,
      h(
        "div",
        { class: "welcome" },
        empty("The page cannot be opened", error.message),
        button("Try again", { symbol: "again" }, () => location.reload()),
      ),
    );
    return;
  }
  state.watch();
  live.addEventListener("notice", ({ detail }) => notice(detail));
  bar();
  // The address names the view, and cannot name a place in it as well.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  window.addEventListener("hashchange", route);
  route();
  live.start(state.overview.revision);
}

begin();
