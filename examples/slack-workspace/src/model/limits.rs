//! How often an app may call, where that is limited.

use std::{collections::HashMap, time::Duration};

use crate::web_api::Tier;

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// Budgets of calls, by app and method, and of posts, by channel. None unless set.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    pub(crate) by_tier: bool,
    pub(crate) posts_per_second: Option<u32>,
    windows: HashMap<String, Window>,
}

#[derive(Debug)]
struct Window {
    began: Duration,
    calls: u32,
}

impl Limits {
    /// Counts a call, or says how many seconds are to pass before it is taken.
    pub(crate) fn count_call(&mut self, app: &str, method: &str, tier: Tier, now: Duration) -> Result<(), u64> {
        match tier.per_minute().filter(|_| self.by_tier) {
            Some(most) => self.count(format!("{app}/{method}"), most, MINUTE, now),
            None => Ok(()),
        }
    }

    /// Counts a post in a channel.
    pub(crate) fn count_post(&mut self, channel: &str, now: Duration) -> Result<(), u64> {
        match self.posts_per_second {
            Some(most) => self.count(format!("post/{channel}"), most, SECOND, now),
            None => Ok(()),
        }
    }

    fn count(&mut self, key: String, most: u32, length: Duration, now: Duration) -> Result<(), u64> {
        let window = self.windows.entry(key).or_insert(Window { began: now, calls: 0 });
        if now >= window.began + length {
            *window = Window { began: now, calls: 0 };
        }
        if window.calls >= most {
            let left = (window.began + length).saturating_sub(now);
            return Err(left.as_secs() + u64::from(left.subsec_nanos() > 0));
        }
        window.calls += 1;
        Ok(())
    }
}
