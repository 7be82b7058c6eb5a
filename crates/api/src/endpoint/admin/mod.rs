//! The operations of the admin API: accounts, workspaces, integrations, the hub, bots.
//!
//! `introspect` and `runVrl`, which are of the admin API by their paths, stand [with the others](super), since
//! integrations call them.

pub mod check_handle_availability;
pub mod create_bot;
pub mod create_bot_api_key;
pub mod create_integration;
pub mod create_integration_api_key;
pub mod create_integration_shareable_id;
pub mod create_personal_access_token;
pub mod delete_bot;
pub mod delete_bot_api_key;
pub mod delete_integration;
pub mod delete_integration_api_key;
pub mod delete_integration_shareable_id;
pub mod delete_personal_access_token;
pub mod get_account;
pub mod get_bot;
pub mod get_bot_logs;
pub mod get_integration;
pub mod get_integration_by_name;
pub mod get_integration_logs;
pub mod get_integration_shareable_id;
pub mod get_interface;
pub mod get_interface_by_name;
pub mod get_plugin;
pub mod get_plugin_by_name;
pub mod get_public_integration;
pub mod get_public_integration_by_id;
pub mod get_public_interface;
pub mod get_public_interface_by_id;
pub mod get_public_plugin;
pub mod get_public_plugin_by_id;
pub mod get_workspace;
pub mod list_bot_api_keys;
pub mod list_bots;
pub mod list_integration_api_keys;
pub mod list_integrations;
pub mod list_interfaces;
pub mod list_personal_access_tokens;
pub mod list_plugins;
pub mod list_public_integrations;
pub mod list_public_interfaces;
pub mod list_public_plugins;
pub mod list_public_workspaces;
pub mod list_workspaces;
pub mod request_integration_verification;
pub mod rotate_bot_signing_secrets;
pub mod rotate_integration_signing_secrets;
pub mod update_bot;
pub mod update_integration;
pub mod update_workspace;
pub mod validate_integration_creation;
pub mod validate_integration_update;
