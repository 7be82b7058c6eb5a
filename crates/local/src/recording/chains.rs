//! Chains: steps with a common origin, searched and filtered.

use std::collections::HashMap;
use std::sync::Arc;

use super::Recording;
use super::body::Body;
use super::step::{Step, What};

/// Steps with a common origin, oldest first.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) id: u128,
    pub(crate) steps: Vec<Arc<Step>>,
}

/// Which chains: those with a step for which all of this holds.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) bot: Option<String>,
    /// In names, bodies and failures, without regard to case.
    pub(crate) text: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) alias: Option<String>,
    pub(crate) conversation: Option<String>,
    pub(crate) failed: bool,
    /// Whether those that did nothing but read are wanted, too.
    pub(crate) reads: bool,
}

impl Recording {
    /// The chain with this id.
    pub(crate) fn chain(&self, id: u128) -> Option<Chain> {
        let steps: Vec<_> = self.all().into_iter().filter(|step| step.chain == id).collect();
        (!steps.is_empty()).then_some(Chain { id, steps })
    }

    /// One page of chains, newest first: those that began before the step `before`. True when there are more.
    pub(crate) fn chains(&self, filter: &Filter, before: Option<u64>, size: usize) -> (Vec<Chain>, bool) {
        let mut found: Vec<Chain> = Vec::new();
        let mut places: HashMap<u128, usize> = HashMap::new();
        for step in self.all() {
            let place = *places.entry(step.chain).or_insert(found.len());
            match found.get_mut(place) {
                Some(chain) => chain.steps.push(step),
                None => found.push(Chain { id: step.chain, steps: vec![step] }),
            }
        }
        let older = |chain: &Chain| before.is_none_or(|before| chain.first() < before);
        let text = filter.text.as_ref().map(|text| text.to_lowercase());
        let wanted = found.into_iter().rev().filter(older).filter(|chain| filter.takes(chain, text.as_deref()));
        let mut page: Vec<_> = wanted.take(size + 1).collect();
        let more = page.len() > size;
        page.truncate(size);
        (page, more)
    }
}

impl Chain {
    /// The number of its first step.
    pub(crate) fn first(&self) -> u64 {
        self.steps.first().map_or(0, |step| step.number)
    }
}

impl Filter {
    fn takes(&self, chain: &Chain, text: Option<&str>) -> bool {
        (self.reads || !chain.steps.iter().all(|step| only_reads(step)))
            && self.conversation.as_ref().is_none_or(|conversation| {
                chain.steps.iter().any(|step| step.about.conversation.as_ref() == Some(conversation))
            })
            && chain.steps.iter().any(|step| self.takes_step(step, text))
    }

    fn takes_step(&self, step: &Step, text: Option<&str>) -> bool {
        self.kind.as_ref().is_none_or(|kind| step.what.kind() == kind)
            && self.alias.as_ref().is_none_or(|alias| step.alias.as_ref() == Some(alias))
            // What is of no bot is of all: a request that nobody was found for.
            && self.bot.as_ref().is_none_or(|bot| step.bot.as_ref().is_none_or(|of| of == bot))
            && (!self.failed || step.has_failed())
            && text.is_none_or(|text| has_text(step, text))
    }
}

fn only_reads(step: &Step) -> bool {
    let What::Api { method, .. } = &step.what else { return false };
    method == "GET" && !step.has_failed()
}

fn has_text(step: &Step, text: &str) -> bool {
    let body = |body: &Option<Body>| body.as_ref().is_some_and(|body| contains(body.bytes(), text));
    let ids = [&step.about.id, &step.about.conversation, &step.about.user, &step.end.failure, &step.alias];
    step.what.title().to_lowercase().contains(text)
        || ids.into_iter().flatten().any(|id| id.to_lowercase().contains(text))
        || body(&step.input)
        || body(&step.end.output)
}

/// Without regard to the case of ASCII letters; `text` is in lower case.
fn contains(bytes: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    let Some(first) = text.first() else { return true };
    let begins = |window: &[u8]| window[0].eq_ignore_ascii_case(first) && window.eq_ignore_ascii_case(text);
    bytes.windows(text.len()).any(begins)
}
