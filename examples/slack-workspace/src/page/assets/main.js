import { follow, go, here, notice, onChange, readAddress, refresh, state } from "./api.js";
import { channelPane, threadPane } from "./conversation.js";
import { sidebar } from "./sidebar.js";
import { homePane, modalView } from "./views.js";

const main = document.getElementById("main");
const showSidebar = sidebar(document.getElementById("sidebar"));
const showThread = threadPane(document.getElementById("thread"));
const showModal = modalView(document.getElementById("modal"));
const home = homePane(main);
let showChannel;

/** Shows what there is to see. */
function show() {
  if (!state.me) return notice("Nobody is in this workspace.");
  showSidebar();
  if (here.home) {
    showChannel = undefined;
    home.show();
  } else {
    home.forget();
    showChannel ??= channelPane(main);
    showChannel();
  }
  showThread();
  showModal();
}

onChange(() => {
  const first = state.channels.find((channel) => channel.isMember) ?? state.channels[0];
  if (!state.channels.some((channel) => channel.id === here.in) && first) {
    return go({ as: here.as || state.me, in: first.id });
  }
  show();
});

addEventListener("hashchange", () => {
  readAddress();
  refresh().catch((error) => notice(error.message));
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.remove("menu");
});

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.palette[open], details.several[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
  const inMenu = event.target.closest(".sidebar, .menu-button");
  if (!inMenu) document.body.classList.remove("menu");
});

readAddress();
refresh().catch((error) => notice(error.message));
follow();
