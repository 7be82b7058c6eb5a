//! The steps that are kept, and the indexes to them.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::cause::Cause;
use super::step::{Step, What};

/// How many steps are kept.
const STEPS: usize = 10_000;
/// What they may take together in bytes, roughly.
const BYTES: usize = 32 * 1024 * 1024;
/// How many changes can be missed by who watches.
const CHANGES: usize = 4_000;
/// How far it is looked back for the operation that a line of a log belongs to.
const RECENT: usize = 2_000;
/// How many conversations are remembered as changed.
const CHANGED: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct Kept {
    steps: VecDeque<Arc<Step>>,
    /// The number of the first one.
    first: u64,
    chains: u64,
    weight: usize,
    /// The numbers of the steps that were changed, in order.
    changes: VecDeque<u64>,
    revision: u64,
    /// Messages and events by id.
    ids: HashMap<String, u64>,
    /// Operations that have no answer yet.
    under_way: Vec<u64>,
    /// The latest change of a conversation, oldest first.
    changed: VecDeque<(String, Cause)>,
}

/// What has changed.
#[derive(Debug)]
pub(crate) struct Changes {
    /// To ask with the next time.
    pub(crate) revision: u64,
    /// Each of the changed steps once, by number.
    pub(crate) steps: Vec<Arc<Step>>,
    /// Whether there were more than are remembered.
    pub(crate) missed: bool,
}

impl Kept {
    pub(super) fn next_number(&self) -> u64 {
        self.first + self.steps.len() as u64
    }

    pub(super) fn next_chain(&mut self) -> u64 {
        self.chains += 1;
        self.chains
    }

    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn push(&mut self, mut step: Step) {
        let number = step.number;
        step.revision = self.revision + 1;
        self.weight += step.weight();
        if let Some(id) = &step.about.id {
            self.ids.insert(id.clone(), number);
        }
        if step.is_running() && matches!(step.what, What::Operation { .. }) {
            self.under_way.push(number);
        }
        self.steps.push_back(Arc::new(step));
        self.note(number);
        self.shrink();
    }

    pub(super) fn change(&mut self, number: u64, change: impl FnOnce(&mut Step)) {
        let revision = self.revision + 1;
        let Some(step) = self.index(number).and_then(|index| self.steps.get_mut(index)) else { return };
        let mut new = Step::clone(step);
        change(&mut new);
        new.revision = revision;
        self.weight = (self.weight + new.weight()).saturating_sub(step.weight());
        let is_over = !new.is_running();
        *step = Arc::new(new);
        if is_over {
            self.under_way.retain(|other| *other != number);
        }
        self.note(number);
        self.shrink();
    }

    fn note(&mut self, number: u64) {
        self.revision += 1;
        self.changes.push_back(number);
        if self.changes.len() > CHANGES {
            self.changes.pop_front();
        }
    }

    /// Lets go of the oldest ones.
    fn shrink(&mut self) {
        while self.steps.len() > STEPS || (self.weight > BYTES && self.steps.len() > 1) {
            let Some(step) = self.steps.pop_front() else { return };
            self.first += 1;
            self.weight = self.weight.saturating_sub(step.weight());
            self.under_way.retain(|other| *other != step.number);
            if let Some(id) = &step.about.id
                && self.ids.get(id) == Some(&step.number)
            {
                self.ids.remove(id);
            }
        }
    }

    fn index(&self, number: u64) -> Option<usize> {
        usize::try_from(number.checked_sub(self.first)?).ok()
    }

    pub(super) fn get(&self, number: u64) -> Option<&Arc<Step>> {
        self.steps.get(self.index(number)?)
    }

    pub(super) fn of(&self, id: &str) -> Option<&Arc<Step>> {
        self.get(*self.ids.get(id)?)
    }

    pub(super) fn all(&self) -> Vec<Arc<Step>> {
        self.steps.iter().cloned().collect()
    }

    pub(super) fn changes(&self, revision: u64) -> Changes {
        let count = self.revision.saturating_sub(revision);
        let remembered = self.changes.len() as u64;
        let skip = usize::try_from(remembered.saturating_sub(count)).unwrap_or(usize::MAX);
        let mut numbers: Vec<_> = self.changes.iter().skip(skip).copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let steps = numbers.into_iter().filter_map(|number| self.get(number).cloned()).collect();
        Changes { revision: self.revision, steps, missed: count > remembered }
    }

    /// The only operation under way to `alias` of the bot (or to the bot itself), or the only one about the conversation.
    pub(super) fn presumed(
        &self,
        bot: &str,
        alias: Option<&str>,
        conversation: impl FnOnce() -> Option<String>,
    ) -> Option<Cause> {
        let to = |step: &&Arc<Step>| step.bot.as_deref() == Some(bot) && step.alias.as_deref() == alias;
        let mut found: Vec<_> = self.under_way.iter().filter_map(|number| self.get(*number)).filter(to).collect();
        if found.len() > 1 {
            let conversation = conversation()?;
            found.retain(|step| step.about.conversation.as_ref() == Some(&conversation));
        }
        match found[..] {
            [step] => Some(Cause::step(step.chain, step.number).as_presumed()),
            _ => None,
        }
    }

    /// The latest operation of the integration in the chain, those under way first. It is presumed to be the one that is meant
    /// when there are several.
    pub(super) fn operation_in(&self, chain: u128, bot: &str, alias: &str) -> Option<Cause> {
        let fits = |step: &&Arc<Step>| {
            step.chain == chain
                && matches!(step.what, What::Operation { .. })
                && step.alias.as_deref() == Some(alias)
                && step.bot.as_deref() == Some(bot)
        };
        let mut all = self.steps.iter().rev().take(RECENT).filter(fits);
        let (latest, only) = (all.next()?, all.next().is_none());
        let under_way = self.under_way.iter().rev().filter_map(|number| self.get(*number)).find(fits);
        let cause = Cause::step(chain, under_way.unwrap_or(latest).number);
        Some(if only { cause } else { cause.as_presumed() })
    }

    pub(super) fn change_of(&mut self, conversation: &str, cause: Cause) {
        self.changed.retain(|(other, _)| other != conversation);
        self.changed.push_back((conversation.to_owned(), cause));
        if self.changed.len() > CHANGED {
            self.changed.pop_front();
        }
    }

    pub(super) fn cause_of_change(&self, conversation: &str) -> Option<Cause> {
        self.changed.iter().rev().find(|(other, _)| other == conversation).map(|(_, cause)| *cause)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::recording::{About, End};

    fn step(number: u64, id: Option<String>, body: usize) -> Step {
        Step {
            number,
            revision: 0,
            chain: 1,
            cause: None,
            presumed: false,
            at: 0,
            start: Duration::ZERO,
            took: None,
            bot: None,
            alias: None,
            what: What::Operation { name: "x".to_owned() },
            about: About { id, ..About::default() },
            input: Some(vec![0; body].into()),
            end: End::default(),
        }
    }

    #[test]
    fn the_oldest_steps_are_let_go_of_when_there_are_too_many_or_they_take_too_much() {
        let mut kept = Kept::default();
        for number in 0..STEPS as u64 + 10 {
            kept.push(step(number, Some(format!("id-{number}")), 1));
        }
        assert_eq!((kept.steps.len(), kept.first, kept.ids.len(), kept.under_way.len()), (STEPS, 10, STEPS, STEPS));
        assert!(kept.of("id-9").is_none() && kept.get(9).is_none() && kept.of("id-10").is_some());
        kept.change(9, |_| unreachable!("it is not kept any more"));

        // A step's body counts also when it comes at its end.
        let number = kept.next_number();
        for number in number..number + 200 {
            kept.push(step(number, None, 0));
            kept.change(number, |step| step.end.output = Some(vec![0; 200 * 1024].into()));
        }
        assert!(kept.weight <= BYTES && kept.steps.len() < 200, "{} {}", kept.weight, kept.steps.len());
        assert_eq!(kept.weight, kept.steps.iter().map(|step| step.weight()).sum::<usize>());
        assert!(kept.ids.is_empty());
    }

    #[test]
    fn who_watches_is_told_of_each_changed_step_once_or_that_too_much_was_missed() {
        let mut kept = Kept::default();
        (0..3).for_each(|number| kept.push(step(number, None, 0)));
        let revision = kept.revision();
        kept.change(2, |step| step.took = Some(Duration::ZERO));
        kept.change(0, |step| step.took = Some(Duration::ZERO));
        kept.change(2, |step| step.presumed = true);
        let changes = kept.changes(revision);
        assert_eq!(changes.steps.iter().map(|step| step.number).collect::<Vec<_>>(), [0, 2]);
        assert!(!changes.missed && kept.changes(changes.revision).steps.is_empty());
        (0..=CHANGES).for_each(|_| kept.change(1, |_| {}));
        assert!(kept.changes(changes.revision).missed);
    }
}
