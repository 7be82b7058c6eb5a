//! Opening the page in the browser of whoever sits at the terminal.

use std::{
    io::{self, IsTerminal as _},
    process::{Command, Stdio},
};

use crate::ui::Ui;

/// Opens it when somebody is there to look: not with `--json`, and not when standard output is no terminal. Whether that works
/// is not waited for, since the address was printed.
pub(crate) fn open(url: &str, ui: &Ui) {
    if ui.is_json() || !io::stdout().is_terminal() {
        return;
    }
    let Some(mut command) = opener() else { return };
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        std::thread::spawn(move || child.wait());
    }
}

#[cfg(target_os = "macos")]
fn opener() -> Option<Command> {
    Some(Command::new("open"))
}

#[cfg(windows)]
fn opener() -> Option<Command> {
    let mut command = Command::new("rundll32");
    command.arg("url.dll,FileProtocolHandler");
    Some(command)
}

/// Without a screen it would take a browser that runs in the terminal.
#[cfg(not(any(target_os = "macos", windows)))]
fn opener() -> Option<Command> {
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(is_set);
    has_screen.then(|| Command::new("xdg-open"))
}
