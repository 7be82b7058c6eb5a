// What all parts of the page know: which bots there are, and what is installed.

import { about, api } from "./api.js";
import { throttled } from "./dom.js";
import { live } from "./live.js";

class State extends EventTarget {
  overview = null;

  async load() {
    this.#take(await api.get(["overview"]));
    return this.overview;
  }

  /** Looks again, as what is installed has changed. */
  refresh = throttled(() => this.load(), 150);

  /** Shows another bot. */
  async choose(bot) {
    about(bot);
    await this.load();
  }

  watch() {
    live.addEventListener("overview", ({ detail }) => this.#take(detail));
    live.onSteps(({ steps, missed }) => {
      if (missed || steps.some((step) => step.kind === "status")) this.refresh();
    });
  }

  #take(overview) {
    this.overview = overview;
    this.dispatchEvent(new Event("overview"));
  }

  get integrations() {
    return this.overview?.integrations ?? [];
  }

  integration(alias) {
    return this.integrations.find((one) => one.alias === alias);
  }

  channel(alias, name) {
    return this.integration(alias)?.channels.find((channel) => channel.name === name);
  }

  /** Calls `listener` at each change, until `signal` says that it is enough. */
  onChange(listener, signal) {
    this.addEventListener("overview", listener, { signal });
  }
}

export const state = new State();
