//! Which files were saved.

use std::{
    collections::HashSet,
    fs,
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

/// Watches the sources of an integration.
#[derive(Debug)]
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    events: UnboundedReceiver<PathBuf>,
    roots: Vec<PathBuf>,
    /// What a build writes is no change.
    target: PathBuf,
    watched: HashSet<PathBuf>,
}

impl Watch {
    /// Watches these directories, without what is hidden, `target`, and where cargo builds.
    pub(super) fn new(roots: Vec<PathBuf>, target: PathBuf) -> Result<Self, Failure> {
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
            Self { watcher: watcher.map_err(cannot_watch)?, events, roots, target, watched: HashSet::new() };
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
        if path.starts_with(&self.target) {
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
