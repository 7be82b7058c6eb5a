//! What happens later: events and messages with a schedule, registrations on an interval, and what expires.

use std::sync::Arc;

use botpress_api::endpoint::configure_integration::RegisterSchedule;

use super::Platform;
use super::delivery::Lane;
use super::journal::Happening;
use crate::failure::Failure;
use crate::store::schedule;

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

impl Platform {
    /// Has things happen at their time, in the background, until the stop. What became due while nothing ran happens at
    /// once.
    pub(crate) fn keep_time(self: &Arc<Self>) {
        let platform = Arc::clone(self);
        self.tasks.spawn(async move {
            let stopped = platform.tasks.stopped();
            tokio::pin!(stopped);
            loop {
                // Asked before looking, so that what is scheduled while looking is not missed.
                let rung = platform.alarm.notified();
                let next = match platform.fire_due().await {
                    Ok(next) => next,
                    Err(Failure::Stopped) => return,
                    Err(failure) => {
                        platform.journal.write(Happening::Trouble { message: failure.to_string() });
                        None
                    }
                };
                let due = async {
                    match next {
                        Some(next) => platform.clock.reached(u64::try_from(next).unwrap_or_default()).await,
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
        let (due, next) = self.run(move |tx| Ok((schedule::fire(tx, now, following)?, schedule::next(tx)?))).await?;
        for conversation in due.events {
            self.wake(Lane::Bot(conversation));
        }
        for conversation in due.deliveries {
            self.wake(Lane::Delivery(conversation));
        }
        for (seq, _) in due.registrations {
            // One that was uninstalled is not among the instances.
            let Some(instance) = self.instances.get(seq) else { continue };
            let platform = Arc::clone(self);
            self.tasks.spawn(async move {
                if let Err(failure) = platform.register(&instance).await {
                    platform.journal.write(Happening::Trouble { message: failure.to_string() });
                }
            });
        }
        Ok(next)
    }
}
