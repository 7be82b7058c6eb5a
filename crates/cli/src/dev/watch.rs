//! Which files were saved.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

use crate::failure::Failure;

/// An editor saves in several steps; a change is over when it was quiet for this long.
const QUIET: Duration = Duration::from_millis(50);

/// What is written while an integration runs, and says nothing about its code.
#[derive(Debug)]
pub(super) struct Ignored {
    /// Where cargo builds.
    pub(super) target: PathBuf,
    /// Where local Botpress keeps its data; beside it are its journals, whose names go on.
    pub(super) data: Option<PathBuf>,
    /// What this command itself prints, when that goes to files.
    pub(super) printed: Vec<PrintedFile>,
}

/// A file by its device and number.
pub(super) type PrintedFile = (u64, u64);

impl Ignored {
    fn has(&self, path: &Path) -> bool {
        let begins = |data: &Path| path.as_os_str().as_encoded_bytes().starts_with(data.as_os_str().as_encoded_bytes());
        path.starts_with(&self.target)
            || self.data.as_deref().is_some_and(begins)
            || (!self.printed.is_empty()
                && printed_file(fs::metadata(path)).is_some_and(|it| self.printed.contains(&it)))
    }
}

/// The files that standard output and standard error go to.
#[cfg(unix)]
pub(super) fn printed() -> Vec<PrintedFile> {
    use std::os::fd::AsFd as _;
    let [output, error] = [io::stdout().as_fd().try_clone_to_owned(), io::stderr().as_fd().try_clone_to_owned()];
    [output, error].into_iter().filter_map(|fd| printed_file(fs::File::from(fd.ok()?).metadata())).collect()
}

#[cfg(unix)]
fn printed_file(metadata: io::Result<fs::Metadata>) -> Option<PrintedFile> {
    use std::os::unix::fs::MetadataExt as _;
    metadata.ok().filter(fs::Metadata::is_file).map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
pub(super) fn printed() -> Vec<PrintedFile> {
    Vec::new()
}

#[cfg(not(unix))]
fn printed_file(_: io::Result<fs::Metadata>) -> Option<PrintedFile> {
    None
}

/// Watches the sources of an integration.
#[derive(Debug)]
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    events: UnboundedReceiver<PathBuf>,
    roots: Vec<PathBuf>,
    ignored: Ignored,
    watched: HashSet<PathBuf>,
}

impl Watch {
    /// Watches these directories, without what is hidden and `target`.
    pub(super) fn new(roots: Vec<PathBuf>, ignored: Ignored) -> Result<Self, Failure> {
        let (sender, events) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            if is_change(event.kind) {
                for path in event.paths {
                    // Nobody listens any more when it ends.
                    let _ = sender.send(path);
                }
            }
        });
        let mut watch =
            Self { watcher: watcher.map_err(cannot_watch)?, events, roots, ignored, watched: HashSet::new() };
        watch.look_around()?;
        Ok(watch)
    }

    /// Resolves when something was saved, and it has become quiet; answers what.
    pub(super) async fn changed(&mut self) -> Result<Vec<PathBuf>, Failure> {
        loop {
            let Some(first) = self.events.recv().await else {
                return Err(Failure::Failed("the files are not watched any more; start `dev` again".to_owned()));
            };
            let mut paths = vec![first];
            while let Ok(Some(path)) = timeout(QUIET, self.events.recv()).await {
                paths.push(path);
            }
            paths.retain(|path| self.counts(path));
            if !paths.is_empty() {
                paths.sort_unstable();
                paths.dedup();
                // A directory may be new.
                self.look_around()?;
                return Ok(paths);
            }
        }
    }

    /// Watches the roots themselves, and below them everything but the directories that do not count: a watch of a whole tree
    /// would take in what cargo builds.
    fn look_around(&mut self) -> Result<(), Failure> {
        for root in self.roots.clone() {
            self.add(&root, RecursiveMode::NonRecursive)?;
            let entries = fs::read_dir(&root).map_err(Failure::io(format!("read {}", root.display())))?;
            for path in entries.flatten().map(|entry| entry.path()) {
                if path.is_dir() && self.counts(&path) {
                    self.add(&path, RecursiveMode::Recursive)?;
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), Failure> {
        if self.watched.insert(path.to_path_buf()) {
            self.watcher.watch(path, mode).map_err(cannot_watch)?;
        }
        Ok(())
    }

    /// Whether what is at this path can matter to a build. `.env` does, other hidden files do not, nor what editors leave beside
    /// the files they write.
    fn counts(&self, path: &Path) -> bool {
        if self.ignored.has(path) {
            return false;
        }
        let Some(below) = self.roots.iter().find_map(|root| path.strip_prefix(root).ok()) else { return false };
        let hidden = below.iter().any(|part| {
            let part = part.to_string_lossy();
            (part.starts_with('.') && part != super::settings::ENV_FILE) || part.ends_with('~')
        });
        !hidden && !below.starts_with("target") && below != Path::new("")
    }
}

/// What is only read is not changed.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

fn cannot_watch(error: notify::Error) -> Failure {
    Failure::Failed(format!("cannot watch the files: {error}"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn data_output_and_hidden_files_in_the_package_are_no_changes() {
        let root = std::env::temp_dir().join(format!("cargo-botpress-watch-{}", std::process::id()));
        fs::create_dir_all(root.join("src")).unwrap();
        fs::write(root.join("dev.log"), "").unwrap();
        let printed = printed_file(fs::metadata(root.join("dev.log"))).unwrap();
        let data = Some(root.join("bot.db"));
        let ignored = Ignored { target: root.join("target"), data, printed: vec![printed] };
        let mut watch = Watch::new(vec![root.clone()], ignored).unwrap();
        for file in ["bot.db", "bot.db-wal", "dev.log", ".hidden", "src/lib.rs~", "target", "src/lib.rs", ".env"] {
            fs::write(root.join(file), "x").unwrap();
        }
        let mut changed = vec![];
        while changed.len() < 2 {
            changed.extend(watch.changed().await.unwrap());
        }
        assert_eq!(changed, [root.join(".env"), root.join("src/lib.rs")]);
        fs::remove_dir_all(&root).unwrap();
    }
}
