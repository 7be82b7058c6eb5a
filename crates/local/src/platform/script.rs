//! Scripts in VRL, the language in which integrations say how their webhooks are told apart.

use serde_json::Value;

use crate::failure::Failure;

/// Runs a script on `data`: the data after it, and what it evaluates to.
///
/// Without the feature `vrl` there is no interpreter: [`Failure::NotImplemented`].
pub(crate) fn run(_script: &str, _data: Value) -> Result<(Value, Value), Failure> {
    Err(Failure::NotImplemented(
        "this needs a VRL script to be run, and this build has no VRL: build botpress-local with the feature `vrl`"
            .to_owned(),
    ))
}
