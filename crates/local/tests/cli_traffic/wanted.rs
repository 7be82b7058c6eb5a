//! Where local Botpress answers otherwise than the recording on purpose. The stand-in behind the recordings was skeletal;
//! what it received is evidence about the CLI, what it replied is none about Botpress.

/// A difference that is meant.
pub(crate) struct Wanted {
    /// The operation.
    pub(crate) operation: &'static str,
    /// Where: a path in the answer, `*` for any one member, or `status`.
    pub(crate) at: &'static str,
    /// Why.
    pub(crate) why: &'static str,
}

const fn wanted(operation: &'static str, at: &'static str, why: &'static str) -> Wanted {
    Wanted { operation, at, why }
}

const NOT_SHOWN: &str = "the platform's own routes do not say whose an integration is; the CLI does it itself";
const SIGNING: &str = "the platform gives the key of signatures with every integration, empty except when it is new";
const SHORT: &str = "lists are short: without definition, scripts, URLs and secrets";
const COMPLETE: &str = "an update answers the whole workspace, as reading it does";
const TRIAL: &str = "the generated client requires it; the stand-in left it out";

const REMOVED: &str = "what an update removes with null is gone; the stand-in kept the null";
const STAND_IN: &str = "the stand-in echoed the body that had created the interface";
const TITLED: &str = "every interface has them; the stand-in left them out";

pub(crate) const WANTED: &[Wanted] = &[
    wanted("createIntegration", "status", "200: only creations of chat objects answer 201; clients take any 2xx"),
    wanted("createIntegration", "integration.workspaceId", NOT_SHOWN),
    wanted("createIntegration", "integration.signingSecret", SIGNING),
    wanted("updateIntegration", "integration.workspaceId", NOT_SHOWN),
    wanted("updateIntegration", "integration.signingSecret", SIGNING),
    wanted("updateIntegration", "integration.identifier.extractScript", REMOVED),
    wanted("updateIntegration", "integration.identifier.fallbackHandlerScript", REMOVED),
    wanted("updateIntegration", "integration.channels.everything.conversation.tags.thread", REMOVED),
    wanted("updateIntegration", "integration.channels.everything.message.tags.ts", REMOVED),
    wanted("updateIntegration", "integration.events.happened.attributes.b", REMOVED),
    wanted("updateIntegration", "integration.actions.doIt.attributes.hidden", REMOVED),
    wanted("updateIntegration", "integration.user.tags.email", REMOVED),
    wanted("updateIntegration", "integration.attributes.guideSlug", REMOVED),
    wanted("getIntegration", "integration.workspaceId", NOT_SHOWN),
    wanted("getIntegration", "integration.signingSecret", SIGNING),
    wanted("getIntegrationByName", "integration.workspaceId", NOT_SHOWN),
    wanted("getIntegrationByName", "integration.signingSecret", SIGNING),
    wanted("listIntegrations", "integrations.*.readmeUrl", SHORT),
    wanted("listIntegrations", "integrations.*.url", SHORT),
    wanted("listIntegrations", "integrations.*.dev", SHORT),
    wanted("listIntegrations", "integrations.*.identifier", SHORT),
    wanted("listIntegrations", "integrations.*.configuration", SHORT),
    wanted("listIntegrations", "integrations.*.configurations", SHORT),
    wanted("listIntegrations", "integrations.*.channels", SHORT),
    wanted("listIntegrations", "integrations.*.states", SHORT),
    wanted("listIntegrations", "integrations.*.events", SHORT),
    wanted("listIntegrations", "integrations.*.actions", SHORT),
    wanted("listIntegrations", "integrations.*.entities", SHORT),
    wanted("listIntegrations", "integrations.*.user", SHORT),
    wanted("listIntegrations", "integrations.*.interfaces", SHORT),
    wanted("listIntegrations", "integrations.*.secrets", SHORT),
    wanted("listIntegrations", "integrations.*.workspaceId", NOT_SHOWN),
    wanted("getPublicInterface", "interface.sdkVersion", STAND_IN),
    wanted("getPublicInterface", "interface.workspaceId", STAND_IN),
    wanted("getPublicInterface", "interface.title", TITLED),
    wanted("getPublicInterface", "interface.description", TITLED),
    wanted("getPublicInterface", "interface.iconUrl", TITLED),
    wanted("getPublicInterface", "interface.readmeUrl", TITLED),
    wanted("getInterfaceByName", "interface.sdkVersion", STAND_IN),
    wanted("getInterfaceByName", "interface.workspaceId", STAND_IN),
    wanted("getInterfaceByName", "interface.title", TITLED),
    wanted("getInterfaceByName", "interface.description", TITLED),
    wanted("getInterfaceByName", "interface.iconUrl", TITLED),
    wanted("getInterfaceByName", "interface.readmeUrl", TITLED),
    wanted("getWorkspace", "activeTrialId", TRIAL),
    wanted("updateWorkspace", "activeTrialId", TRIAL),
    wanted("updateWorkspace", "*", COMPLETE),
    wanted("checkHandleAvailability", "usedBy", "absent, and not null, when nobody has the handle"),
    wanted("checkHandleAvailability", "suggestions.*", "a handle that is free needs no suggestions"),
];
