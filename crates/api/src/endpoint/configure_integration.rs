//! Configures the integration's installation in the bot.

use serde_json::Value;

endpoint! {
    "configureIntegration" POST "/v1/chat/integrations/configure", idempotent: true;
    body_optional {
        /// How often the platform calls `register` again.
        schedule_register_call: RegisterSchedule,
    }
    body_patch {
        /// What webhooks to the integration as a whole are told apart by, at most 200 characters; claimed for this
        /// installation.
        identifier: String,
        /// The same for sandboxes. Experimental on the platform, passed on as it is.
        sandbox_identifiers: Value,
    }
    response {}
}

open_enum! {
    /// How often the platform calls `register` again.
    pub enum RegisterSchedule {
        /// Every hour.
        Hourly = "hourly",
        /// Every day.
        Daily = "daily",
        /// Every week.
        Weekly = "weekly",
        /// Every two weeks.
        BiWeekly = "bi-weekly",
        /// Every month.
        Monthly = "monthly",
        /// Every two months.
        BiMonthly = "bi-monthly",
        /// Every three months.
        Quarterly = "quarterly",
        /// Every year.
        Yearly = "yearly",
    }
}
