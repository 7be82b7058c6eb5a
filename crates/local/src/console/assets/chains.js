// A list of chains that is kept up to date, and goes back as far as the recording does.

import { api } from "./api.js";
import { fill, h, keep, throttled } from "./dom.js";
import { live } from "./live.js";
import { chainCard } from "./trace.js";
import { pager, problem } from "./ui.js";

/**
 * The chains that fit `query`. With `follow`, the newest one is open. `nothing` says what to show when there are none.
 */
export function chainList({ query = {}, follow = false, nothing, signal }) {
  const list = h("div", { class: "chains" });
  const note = h("div");
  const older = pager("Show older ones", () => page());
  older.hidden = true;
  const element = h("div", { class: "chain-list" }, list, note, older);
  let filter = query;
  let known = new Map();
  let next = null;
  let followed = null;
  let loads = 0;

  const show = () => {
    const sorted = [...known.values()].sort((a, b) => b.first - a.first);
    keep(
      list,
      sorted,
      (chain) => chain.id,
      (chain) => chainCard(chain, { signal, onToggle: () => (followed = null) }),
    );
    older.hidden = next === null;
    fill(note, sorted.length === 0 && nothing());
    if (follow && sorted.length > 0) open(sorted[0].id);
  };
  /** The newest one is open, unless somebody has opened another one. */
  const open = (id) => {
    if (followed === id || (followed === null && [...list.children].some((card) => card.isOpen()))) return;
    for (const card of list.children) card.show(card.dataset.chain === id);
    followed = id;
  };
  const load = async () => {
    const number = ++loads;
    try {
      const found = await api.get(["chains"], filter);
      if (number !== loads || signal.aborted) return;
      // What is older than this page and was looked at stays.
      const oldest = found.chains.at(-1)?.first ?? 0;
      const kept = found.next === null ? [] : [...known.values()].filter((chain) => chain.first < oldest);
      if (kept.length === 0) next = found.next;
      known = new Map([...found.chains, ...kept].map((chain) => [chain.id, chain]));
      show();
    } catch (error) {
      fill(note, problem(error));
    }
  };
  const page = async () => {
    const found = await api.get(["chains"], { ...filter, before: next });
    next = found.next;
    for (const chain of found.chains) known.set(chain.id, chain);
    show();
  };
  const again = throttled(load, 250);
  live.onSteps(() => again(), signal);

  element.load = load;
  /** Shows what fits another query. */
  element.filter = (query) => {
    filter = query;
    known = new Map();
    next = null;
    return load();
  };
  /** Goes to a chain, and to a step of it if one is given. */
  element.reveal = async (id, step) => {
    if (!known.has(id)) {
      const { chain } = await api.get(["chains", id]);
      known.set(id, chain);
      show();
    }
    followed = null;
    const card = [...list.children].find((card) => card.dataset.chain === id);
    card?.scrollIntoView({ block: "start" });
    if (step === undefined || step === null) card?.show(true);
    else await card?.reveal(step);
  };
  return element;
}
