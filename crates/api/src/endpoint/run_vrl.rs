//! Runs a script in the Vector Remap Language.

use serde_json::Value;

endpoint! {
    "runVrl" POST "/v1/admin/helper/vrl", idempotent: true;
    body {
        /// What the script works on.
        data: Value,
        /// The script.
        script: String,
    }
    response {
        /// The data after the script.
        #[serde(default)]
        data: Value,
        /// What the script evaluates to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<Value>,
    }
}
