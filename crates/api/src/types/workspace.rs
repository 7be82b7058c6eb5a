use crate::id::WorkspaceId;
use serde_json::Number;

object! {
    /// A workspace: what bots and integrations belong to.
    pub struct Workspace {
        required {
            /// Its id.
            id: WorkspaceId,
        }
        given {
            /// Its name.
            name: String,
            /// The account that owns it, a UUID.
            owner_id: String,
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
        }
        default {
            /// How many bots it has.
            bot_count: u64,
            /// How it is billed: `v1` to `v4`.
            billing_version: String,
            /// What it pays for: `community`, `plus`, `team`, `enterprise`.
            plan: String,
            /// Whether it may not be used.
            blocked: bool,
        }
        optional {
            /// What it may spend.
            spending_limit: Number,
            /// What it says about itself.
            about: String,
            /// A URL of its picture.
            profile_picture: String,
            /// Whom to ask.
            contact_email: String,
            /// Its site.
            website: String,
            /// URLs of its accounts elsewhere.
            social_accounts: Vec<String>,
            /// Whether others see it.
            is_public: bool,
            /// What the names of its integrations begin with, before the `/`; absent until one is claimed.
            handle: String,
        }
        nullable {
            /// The trial it is in.
            active_trial_id: String,
        }
    }
}

object! {
    /// A workspace as others see it.
    pub struct PublicWorkspace {
        required {
            /// Its id.
            id: WorkspaceId,
        }
        given {
            /// Its name.
            name: String,
            /// When it was created.
            created_at: String,
            /// When it was last changed.
            updated_at: String,
        }
        optional {
            /// What it says about itself.
            about: String,
            /// A URL of its picture.
            profile_picture: String,
            /// Whom to ask.
            contact_email: String,
            /// Its site.
            website: String,
            /// URLs of its accounts elsewhere.
            social_accounts: Vec<String>,
            /// What the names of its integrations begin with.
            handle: String,
        }
    }
}
