//! Work of calls that would get in each other's way.

use std::future::Future;

use super::Context;
use crate::Integration;

impl<I: Integration> Context<I> {
    /// Does `work` when all that was begun with the same `key` before is over: for what the platform may ask for several times at
    /// once though it is done one after another, such as the changes of one message.
    ///
    /// The order is that of the calls within this process, per instance of the integration. [`once`](Self::once) keeps processes
    /// apart as well.
    ///
    /// ```
    /// # use botpress_core::{Context, Integration, MessageUpdate, Result, Channel};
    /// # async fn change_there<C: Channel>(update: MessageUpdate<C>) -> Result<()> { Ok(()) }
    /// # async fn example<I: Integration, C: Channel>(cx: &Context<I>, update: MessageUpdate<C>) -> Result<()> {
    /// let message = update.current.id.clone();
    /// cx.one_by_one(message.as_str(), change_there(update)).await
    /// # }
    /// ```
    pub async fn one_by_one<T>(&self, key: &str, work: impl Future<Output = T>) -> T {
        let call = self.call();
        let mut place = call.memory().lanes.enter(call.own_key("one by one", key));
        place.turn().await;
        work.await
    }
}
