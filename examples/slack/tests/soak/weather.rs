//! What goes wrong at random between two programs, the same for the same seed.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hasher as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use botpress_sdk::http::request::Parts;

use crate::proxy::Trouble;

/// How often what goes wrong: shares from 0 to 1.
pub(crate) struct Weather {
    seed: u64,
    lost: f64,
    limited: f64,
    answers_lost: f64,
    each_once: bool,
    counted: Option<(&'static str, LostAnswers)>,
}

/// How many answers were lost.
#[derive(Clone, Default)]
pub(crate) struct LostAnswers(Arc<AtomicU64>);

impl LostAnswers {
    pub(crate) fn count(&self) -> usize {
        usize::try_from(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

impl Weather {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { seed, lost: 0.0, limited: 0.0, answers_lost: 0.0, each_once: false, counted: None }
    }

    pub(crate) fn lost(self, lost: f64) -> Self {
        Self { lost, ..self }
    }

    pub(crate) fn limited(self, limited: f64) -> Self {
        Self { limited, ..self }
    }

    pub(crate) fn answers_lost(self, answers_lost: f64) -> Self {
        Self { answers_lost, ..self }
    }

    /// What failed once arrives when it comes again.
    pub(crate) fn each_once(self) -> Self {
        Self { each_once: true, ..self }
    }

    /// Counts the lost answers of calls of `path`.
    pub(crate) fn lost_answers(&mut self, path: &'static str) -> LostAnswers {
        self.counted.get_or_insert_with(|| (path, LostAnswers::default())).1.clone()
    }

    /// What a [`Proxy`](crate::proxy::Proxy) asks.
    pub(crate) fn into_fn(self) -> impl Fn(&Parts, &axum::body::Bytes) -> Option<Trouble> + Send + Sync {
        let (requests, failed) = (AtomicU64::new(0), Mutex::new(HashSet::new()));
        move |head, body| {
            let trouble = self.decide(requests.fetch_add(1, Ordering::Relaxed))?;
            if self.each_once && !failed.lock().unwrap().insert(hash(&body)) {
                return None;
            }
            if let (Trouble::AnswerLost, Some((path, lost))) = (trouble, &self.counted)
                && head.uri.path() == *path
            {
                lost.0.fetch_add(1, Ordering::Relaxed);
            }
            Some(trouble)
        }
    }

    fn decide(&self, request: u64) -> Option<Trouble> {
        let at = share(self.seed, request);
        if at < self.lost {
            Some(Trouble::Lost)
        } else if at < self.lost + self.limited {
            Some(Trouble::Limited)
        } else {
            (at < self.lost + self.limited + self.answers_lost).then_some(Trouble::AnswerLost)
        }
    }
}

/// A number from 0 to 1.
pub(crate) fn share(seed: u64, number: u64) -> f64 {
    let hash = u32::try_from(hash(&(seed, number)) >> 32).unwrap();
    f64::from(hash) / f64::from(u32::MAX)
}

fn hash(what: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
