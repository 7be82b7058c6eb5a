//! What the app may do in a workspace.

/// What the integration needs.
pub(crate) const REQUIRED: [&str; 21] = [
    "channels:history",
    "channels:manage",
    "channels:read",
    "chat:write",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
];

/// What lets the bot appear under the name and the picture of its configuration. It does without.
pub(crate) const CUSTOMIZE: &str = "chat:write.customize";

/// What the app asks for when it is installed.
pub(crate) fn asked_for() -> impl Iterator<Item = &'static str> {
    REQUIRED.into_iter().chain([CUSTOMIZE])
}

/// What is needed and was not granted.
pub(crate) fn missing(granted: &[String]) -> Vec<&'static str> {
    REQUIRED.into_iter().filter(|scope| !granted.iter().any(|granted| granted == scope)).collect()
}
