//! What happens later: events and messages with a schedule, registrations on an interval, and what expires.

use std::sync::Arc;

use botpress_api::endpoint::configure_integration::RegisterSchedule;
use botpress_api::id::EventId;
use serde_json::json;

use super::delivery::Lane;
use super::hub::Hub;
use super::journal::Happening;
use super::{Actor, Platform};
use crate::failure::Failure;
use crate::operations::wire;
use crate::store::events::{NewEvent, STATE_EXPIRED};
use crate::store::schedule;
use crate::store::states::StateRow;

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

/// The interval in milliseconds. Months have 30 days, quarters 91, years 365; `bi-` is every second.
pub(crate) fn interval(schedule: &RegisterSchedule) -> Option<i64> {
    Some(match schedule {
        RegisterSchedule::Hourly => HOUR,
        RegisterSchedule::Daily => DAY,
        RegisterSchedule::Weekly => 7 * DAY,
        RegisterSchedule::BiWeekly => 14 * DAY,
        RegisterSchedule::Monthly => 30 * DAY,
        RegisterSchedule::BiMonthly => 60 * DAY,
        RegisterSchedule::Quarterly => 91 * DAY,
        RegisterSchedule::Yearly => 365 * DAY,
        _ => return None,
    })
}

impl Hub {
    /// Has things happen at their time, in the background, until the stop. What became due while nothing ran happens at
    /// once.
    pub(crate) fn keep_time(self: &Arc<Self>) {
        let hub = Arc::clone(self);
        self.tasks.spawn(async move {
            let stopped = hub.tasks.stopped();
            tokio::pin!(stopped);
            loop {
                // Asked before looking, so that what is scheduled while looking is not missed.
                let rung = hub.alarm.notified();
                let next = match hub.fire_due().await {
                    Ok(next) => next,
                    Err(Failure::Stopped) => return,
                    Err(failure) => {
                        hub.journal.write(Happening::Trouble { message: failure.to_string() });
                        None
                    }
                };
                let due = async {
                    match next {
                        Some(next) => hub.clock.reached(u64::try_from(next).unwrap_or_default()).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = &mut stopped => return,
                    () = rung => {}
                    () = due => {}
                }
            }
        });
    }

    /// Sets going what is due, and says when the next thing is.
    async fn fire_due(self: &Arc<Self>) -> Result<Option<i64>, Failure> {
        let now = self.now();
        let following = move |name: &str| Some(now.saturating_add(interval(&RegisterSchedule::from(name.to_owned()))?));
        let bots = self.bots();
        let known = bots.clone();
        let (due, expired, next) = self
            .run(move |tx| {
                let told = |bot, state| expiry_event(of(&known, bot)?, state);
                let mut due = schedule::fire(tx, now, following, told)?;
                let mut expired = vec![];
                for (bot, row) in std::mem::take(&mut due.expired) {
                    if let Some(platform) = of(&known, bot) {
                        expired.push((bot, wire::event(tx, platform, &Actor::Bot, row)?));
                    }
                }
                Ok((due, expired, schedule::next(tx)?))
            })
            .await?;
        let bot = |seq: i64| of(&bots, seq);
        for (seq, event) in expired {
            if let Some(platform) = bot(seq) {
                let conversation = event.conversation_id.as_ref().map(|id| id.as_str().to_owned());
                platform.journal.write(Happening::EventCreated(event));
                platform.wake(Lane::Bot(conversation));
            }
        }
        for (seq, conversation) in due.events {
            if let Some(platform) = bot(seq) {
                platform.wake(Lane::Bot(conversation));
            }
        }
        for (seq, conversation) in due.deliveries {
            if let Some(platform) = bot(seq) {
                platform.wake(Lane::Delivery(conversation));
            }
        }
        for (seq, _) in due.registrations {
            // One that was uninstalled is not among the instances; one that is disabled is not registered.
            let found = bots.iter().find_map(|platform| Some((Arc::clone(platform), platform.instances.get(seq)?)));
            let Some((platform, instance)) = found.filter(|(_, instance)| instance.row.enabled) else { continue };
            self.tasks.spawn(async move {
                if let Err(failure) = platform.register(&instance).await {
                    platform.journal.write(Happening::Trouble { message: failure.to_string() });
                }
            });
        }
        Ok(next)
    }
}

fn of(bots: &[Arc<Platform>], seq: i64) -> Option<&Arc<Platform>> {
    bots.iter().find(|platform| platform.bot.seq == seq)
}

/// What a bot hears when a state of its own has expired; `None` when there is no randomness for an id.
fn expiry_event(platform: &Platform, state: StateRow) -> Option<NewEvent> {
    let (time, random) = platform.id_seed().ok()?;
    let state = wire::state(platform, state);
    Some(NewEvent {
        id: EventId::generate(time, random).into_string(),
        kind: STATE_EXPIRED.to_owned(),
        conversation_id: state.conversation_id.as_ref().map(|id| id.as_str().to_owned()),
        user_id: state.user_id.as_ref().map(|id| id.as_str().to_owned()),
        payload: json!({ "state": state }),
        message_id: None,
        workflow_id: None,
        due: None,
    })
}
