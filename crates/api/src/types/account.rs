use super::SecretText;

object! {
    /// Somebody's account.
    pub struct Account {
        required {
            /// Its id, a UUID.
            id: String,
        }
        given {
            /// The address of its owner.
            email: String,
            /// When it was created.
            created_at: String,
        }
        default {
            /// Whether the owner has shown that the address is theirs.
            email_verified: bool,
        }
        optional {
            /// The name to show.
            display_name: String,
            /// A URL of the owner's picture.
            profile_picture: String,
        }
    }
}

object! {
    /// A token of one of the three kinds (personal, of an integration, of a bot), as lists show it: without its value.
    pub struct Token<I> {
        required {
            /// Its id.
            id: I,
        }
        given {
            /// When it was created.
            created_at: String,
            /// What it is for, in its owner's words.
            note: String,
        }
    }
}

object! {
    /// A token that was just made: the only time that its value is shown.
    pub struct NewToken<I> {
        required {
            /// Its id.
            id: I,
            /// The token itself.
            value: SecretText,
        }
        given {
            /// When it was created.
            created_at: String,
            /// What it is for, in its owner's words.
            note: String,
        }
    }
}
