/// Automate interactions with your team.
#[derive(Integration)]
#[integration(
    name = "acme/slack", version = "0.1.0", title = "Slack", icon = "icon.svg", readme = "hub.md",
    configuration = Config, secrets = AppSecrets, user = UserTags,
    channels(Dm, Thread as "replies"), actions(AddReaction, List<Issue> as "issueList"), events(ReactionAdded),
    states(Workspace), entities(Issue), updates(Dm), extra(message_updated), catch_all,
    creation(user(id), conversation(Thread, id, "ts")),
    identifier(extract = "extract.vrl", fallback = "fallback.vrl"),
    attributes("category" = "Communication & Channels"),
    schema(discriminated_unions = "any_of"),
)]
pub struct Slack {
    api: Api,
}
