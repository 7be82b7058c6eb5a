//! The manifest that an app is made from (docs.slack.dev/reference/app-manifest).

use serde_json::{Value, json};

use crate::{incoming::WORKFLOW_CALLBACK, scopes};

/// What the app is told of.
const EVENTS: [&str; 12] = [
    "app_home_opened",
    "app_uninstalled",
    "function_executed",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
    "team_join",
];

/// An app called `name` that sends what happens to `webhook_url`, and people who install it to `redirect_url`.
pub(crate) fn manifest(name: &str, webhook_url: &str, redirect_url: &str) -> Value {
    let scopes: Vec<_> = scopes::asked_for().collect();
    json!({
        "display_information": { "name": name },
        "features": {
            // Without it, nobody can write direct messages to the bot.
            "app_home": {
                "home_tab_enabled": false, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false,
            },
            "bot_user": { "display_name": name, "always_online": true },
        },
        "oauth_config": {
            "redirect_urls": [redirect_url],
            "scopes": { "bot": scopes },
            "token_management_enabled": true,
        },
        "settings": {
            "event_subscriptions": { "request_url": webhook_url, "bot_events": EVENTS },
            "interactivity": { "is_enabled": true, "request_url": webhook_url },
            "function_runtime": "remote",
            // Slack asks for it where there is a step for workflows.
            "org_deploy_enabled": true,
            "socket_mode_enabled": false,
            "token_rotation_enabled": true,
        },
        "functions": {
            WORKFLOW_CALLBACK: {
                "title": "Tell the bot",
                "description": "Hands a value to the bot in Botpress.",
                "input_parameters": {
                    "value": {
                        "type": "string", "title": "Value", "description": "What the bot is told.", "is_required": true,
                    },
                    "userId": { "type": "slack#/types/user_id", "title": "User", "description": "Who it is from." },
                },
                "output_parameters": {},
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direct_messages_are_possible_and_workflows_have_a_step() {
        let manifest = manifest("Otto", "https://webhook.test/w1", "https://webhook.test/oauth");
        assert_eq!(manifest["features"]["app_home"]["messages_tab_enabled"], true);
        assert!(manifest["functions"]["botpress-webhook"].is_object());
        assert_eq!(manifest["settings"]["org_deploy_enabled"], true, "else Slack refuses the step");
        let events = &manifest["settings"]["event_subscriptions"]["bot_events"];
        assert!(events.as_array().unwrap().contains(&json!("function_executed")));
    }

    #[test]
    fn the_app_asks_for_all_that_the_integration_needs() {
        let manifest = manifest("Otto", "https://webhook.test/w1", "https://webhook.test/oauth");
        let scopes = manifest["oauth_config"]["scopes"]["bot"].as_array().unwrap();
        assert!(scopes::REQUIRED.iter().all(|scope| scopes.contains(&json!(scope))));
        assert!(scopes.contains(&json!(scopes::CUSTOMIZE)));
    }
}
