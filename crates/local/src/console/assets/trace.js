// Chains: what a message, a webhook or a click has caused, as a tree with times.

import { api } from "./api.js";
import { fill, h, keep, throttled, uid } from "./dom.js";
import { clock, duration, plural } from "./format.js";
import { icon } from "./icons.js";
import { live } from "./live.js";
import { badge, detail, headline, outcome } from "./step.js";
import { problem } from "./ui.js";

/** A chain that opens to its steps. `signal` ends it. */
export function chainCard(summary, { open = false, signal, onToggle }) {
  const id = uid("chain");
  const body = h("div", { class: "chain-body", id, hidden: true });
  const toggle = h("button", {
    type: "button",
    class: "chain-head",
    "aria-controls": id,
    "aria-expanded": "false",
    onclick: () => card.show(body.hidden, true),
  });
  const card = h("article", { class: "chain", data: { chain: summary.id } }, h("h3", null, toggle), body);
  const tree = chainTree(summary.id, signal);

  card.update = (chain) => {
    card.classList.toggle("failed", chain.failed > 0);
    card.classList.toggle("running", chain.running);
    fill(toggle, head(chain));
  };
  card.show = (wanted, byHand = false) => {
    if (wanted === !body.hidden) return;
    body.hidden = !wanted;
    toggle.setAttribute("aria-expanded", wanted);
    if (wanted && !body.firstChild) body.append(tree);
    if (wanted) tree.load();
    if (byHand) onToggle?.(card, wanted);
  };
  /** Opens a step of it, and goes there. */
  card.reveal = async (number) => {
    card.show(true);
    await tree.load();
    tree.reveal(number);
  };
  card.isOpen = () => !body.hidden;
  card.leave = () => tree.leave();
  card.update(summary);
  if (open) card.show(true);
  return card;
}

function head(chain) {
  const { root } = chain;
  return [
    h("span", { class: "chain-arrow" }, icon("down")),
    badge(root.kind),
    h(
      "span",
      { class: "chain-title" },
      root.kind === "page" && chain.said
        ? h("q", null, chain.said)
        : [headline(root), root.kind === "webhook" && chain.said && [" ", h("q", null, chain.said)]],
    ),
    h(
      "span",
      { class: "chain-facts" },
      chain.aliases.length > 0 && h("span", null, chain.aliases.join(", ")),
      h("span", null, plural(chain.steps, "step")),
      chain.failed > 0 && h("span", { class: "out bad" }, plural(chain.failed, "failure")),
      chain.running ? h("span", { class: "out running" }, "running") : h("span", null, duration(chain.took)),
      h("time", { datetime: new Date(root.at).toISOString() }, clock(root.at)),
    ),
  ];
}

/** The steps of a chain. It looks again when one of them has changed. */
function chainTree(chain, signal) {
  const element = h("div", { class: "tree-box" });
  const list = h("ol", { class: "tree" });
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  let wanted = null;
  let steps = [];

  const load = async () => {
    if (until.aborted) return;
    try {
      const found = await api.get(["chains", chain]);
      if (!list.isConnected) fill(element, list);
      steps = found.steps;
      draw(list, found, { reveal, find: (number) => steps.find((step) => step.number === number) });
      if (wanted !== null) reveal(wanted);
    } catch (error) {
      fill(
        element,
        error.status === 404 ? h("p", { class: "hint" }, "Its steps are not kept any more.") : problem(error),
      );
    }
  };
  const again = throttled(load, 120);
  live.onSteps(({ steps, missed }) => {
    if (element.isConnected && (missed || steps.some((step) => step.chain === chain))) again();
  }, until);

  const reveal = (number) => {
    const row = list.querySelector(`[data-step="${number}"]`);
    wanted = row ? null : number;
    if (!row) return;
    row.show(true);
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("button").focus();
  };
  element.load = load;
  element.reveal = reveal;
  element.leave = () => ended.abort();
  return element;
}

/** Puts the steps below what caused them. A step whose cause is not kept any more is one of the first. */
function draw(list, { steps }, tree) {
  const nodes = new Map(steps.map((step) => [step.number, { step, children: [] }]));
  const roots = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.step.cause);
    (parent && parent !== node ? parent.children : roots).push(node);
  }
  const from = Math.min(...steps.map((step) => step.start));
  const now = Math.max(...steps.map((step) => step.start + (step.took ?? 0)));
  const scale = { from, length: Math.max(now - from, 0.01) };
  level(list, roots, scale, tree);
}

const level = (list, nodes, scale, tree) =>
  keep(
    list,
    nodes.map((node) => ({ ...node, scale })),
    ({ step }) => step.number,
    (node) => row(node, tree),
  );

function row(node, tree) {
  const id = uid("step");
  const inside = h("div", { class: "step-inside", id, hidden: true });
  const children = h("ol", { class: "tree" });
  const line = h("button", {
    type: "button",
    class: "step-line",
    "aria-expanded": "false",
    "aria-controls": id,
    onclick: () => element.show(inside.hidden),
  });
  const element = h("li", { class: "step", data: { step: node.step.number } }, line, inside, children);
  let step = node.step;
  let more = null;
  let drawn = null;

  element.update = (now) => {
    step = now.step;
    // Said once, where it comes from.
    const why = step.failed && !now.children.some((child) => child.step.failure === step.failure) ? step.failure : null;
    const state = `${step.revision} ${now.scale.from} ${now.scale.length} ${why}`;
    if (state !== drawn) {
      drawn = state;
      element.className = `step s-${step.kind}${step.failed ? " failed" : ""}`;
      fill(
        line,
        badge(step.kind),
        h("span", { class: "step-title" }, headline(step)),
        outcome(step),
        h("span", { class: "took" }, duration(step.took || null)),
        bar(step, now.scale),
        why && h("span", { class: "step-why" }, why),
      );
      line.title = line.querySelector(".step-title").textContent;
    }
    level(children, now.children, now.scale, tree);
    children.hidden = now.children.length === 0;
    more?.update(step);
  };
  element.show = (wanted) => {
    inside.hidden = !wanted;
    line.setAttribute("aria-expanded", wanted);
    if (wanted && !more) {
      more = detail(step, tree);
      inside.append(more);
    }
    if (wanted) more.update(step);
  };
  element.update(node);
  return element;
}

/** When it was at work, within its chain. */
function bar(step, { from, length }) {
  const left = Math.min(100, ((step.start - from) / length) * 100);
  const width = Math.min(100 - left, ((step.took ?? length - (step.start - from)) / length) * 100);
  const line = h("span", { class: "bar-line" });
  line.style.setProperty("--left", `${left}%`);
  line.style.setProperty("--width", `${width}%`);
  return h("span", { class: "bar-track", "aria-hidden": "true" }, line);
}
