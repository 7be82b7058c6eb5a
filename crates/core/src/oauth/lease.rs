//! Who renews tokens.

use serde::{Deserialize, Serialize};

use crate::{
    __private::schemars,
    context::LeaseState,
    definition::{StateDefinition, StateScope},
    member::{Member, State, scope},
    schema::schema_of,
};

/// The state by which the processes of an integration renew tokens one after another: a refresh token that two of them spend at
/// once may leave both with tokens that are dead.
///
/// List it in `#[integration(states(..))]`, as `oauth::Lease`. Nothing else is to be done with it.
#[derive(Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Lease {
    /// A random name of the renewal under way.
    holder: String,
}

impl LeaseState for Lease {
    fn held_by(holder: String) -> Self {
        Self { holder }
    }

    fn holder(&self) -> &str {
        &self.holder
    }
}

impl Member for Lease {
    const NAME: &'static str = "oauthLease";
}

impl State for Lease {
    type Scope = scope::Integration;

    fn definition() -> StateDefinition {
        StateDefinition::new(StateScope::Integration, schema_of::<Self>())
    }
}
