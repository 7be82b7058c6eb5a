use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
};

/// How many events are remembered: far more than Slack sends in the three seconds after which it repeats the first.
const CAPACITY: usize = 4096;

/// The latest events, so that a repetition is recognised.
///
/// It saves work, and keeps reactions from being told twice. It is this process' memory only: what must hold for several of them
/// is left to Botpress, which knows messages by their tags.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<Events>);

#[derive(Debug, Default)]
struct Events {
    known: HashSet<String>,
    order: VecDeque<String>,
}

impl Recent {
    /// Remembers an event; false when it was known.
    pub(crate) fn remember(&self, event: &str) -> bool {
        let mut events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !events.known.insert(event.to_owned()) {
            return false;
        }
        events.order.push_back(event.to_owned());
        if events.order.len() > CAPACITY
            && let Some(oldest) = events.order.pop_front()
        {
            events.known.remove(&oldest);
        }
        true
    }

    /// Forgets an event that could not be taken after all, so that its repetition is not ignored.
    pub(crate) fn forget(&self, event: &str) {
        let mut events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        events.known.remove(event);
        events.order.retain(|known| known != event);
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, Recent};

    #[test]
    fn a_repetition_is_recognised_until_it_is_forgotten() {
        let recent = Recent::default();
        assert!(recent.remember("Ev1"));
        assert!(!recent.remember("Ev1"));
        recent.forget("Ev1");
        assert!(recent.remember("Ev1"));
    }

    #[test]
    fn memory_is_bounded() {
        let recent = Recent::default();
        for number in 0..=CAPACITY {
            assert!(recent.remember(&number.to_string()));
        }
        assert!(recent.remember("0"), "the oldest made room");
        assert!(!recent.remember(&CAPACITY.to_string()));
    }
}
