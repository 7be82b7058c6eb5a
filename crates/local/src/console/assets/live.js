// What happens, as it happens. Listeners get the changed steps; when too much happened to be told, they look for themselves.

import { address, api } from "./api.js";

const RETRY = 1000;

class Live extends EventTarget {
  #source = null;
  #revision = null;
  #timer = null;

  /** Listens from a revision of the recording on. */
  start(revision) {
    this.#revision = revision;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    if (!document.hidden) this.#open();
  }

  /** Calls `listener` with `{ steps, missed }` until `signal` says that it is enough. */
  onSteps(listener, signal) {
    this.addEventListener("steps", (event) => listener(event.detail), { signal });
  }

  #open() {
    if (this.#source) return;
    const source = new EventSource(address(["live"], { after: this.#revision }));
    this.#source = source;
    source.addEventListener("open", () => this.#tell("connected", true));
    source.addEventListener("steps", (event) => {
      const { revision, steps, missed } = JSON.parse(event.data);
      this.#revision = revision;
      this.#tell("steps", { steps, missed });
    });
    source.addEventListener("notice", (event) => this.#tell("notice", JSON.parse(event.data).notice));
    source.addEventListener("error", () => {
      this.#close();
      this.#tell("connected", false);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#again(), RETRY);
    });
  }

  /** Local Botpress may have been started anew: it then needs another session, and counts from the beginning. */
  async #again() {
    if (document.hidden) return;
    try {
      const overview = await api.get(["overview"]);
      if (overview.revision < this.#revision) this.#revision = overview.revision;
      this.#tell("overview", overview);
      this.#tell("steps", { steps: [], missed: true });
      this.#open();
    } catch {
      this.#timer = setTimeout(() => this.#again(), RETRY);
    }
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export const live = new Live();
