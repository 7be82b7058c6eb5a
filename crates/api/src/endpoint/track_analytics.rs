//! Adds to a counter of the bot.

endpoint! {
    "trackAnalytics" POST "/v1/chat/analytics", idempotent: false;
    body {
        /// The counter's name, 1 to 200 characters.
        name: String,
        /// How much to add, at least 1.
        count: u64,
    }
    response {}
}
