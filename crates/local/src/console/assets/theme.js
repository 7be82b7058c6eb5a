// Runs before anything is drawn, so that the page does not flash in the wrong colours.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("botpress-theme");
  } catch {
    // Without storage the system's colours are used.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
