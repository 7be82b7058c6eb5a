//! The definition, its checks and its body.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use botpress_core::definition::{
    ActionDefinition, BodyError, ChannelDefinition, ConfigurationDefinition, CreationDefinition, EntityDefinition,
    EventDefinition, IntegrationDefinition, IntegrationDefinitionBuilder, InterfaceStatement, Resolved,
    SecretDefinition, StateDefinition, StateScope, TagDefinition, UserDefinition,
};
use serde_json::{Value, json};

fn object(properties: &Value, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["additionalProperties"] = json!(false);
    schema
}

fn tag(title: &str, description: &str) -> TagDefinition {
    TagDefinition::new().title(title).description(description)
}

/// A definition with one of everything.
fn demo() -> IntegrationDefinitionBuilder {
    let string = json!({ "type": "string" });
    let issue = object(&json!({ "id": string, "title": { "type": "string", "x-zui": { "title": "Title" } } }), &["id"]);
    let expires = json!({
        "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "null" }],
        "x-zui": { "def": { "typeName": "ZodNullable" } },
    });
    let region = json!({ "type": "string", "enum": ["us", "eu"], "x-zui": { "title": "Region" }, "default": "us" });
    let output = object(&json!({ "id": string }), &["id"]);
    IntegrationDefinition::builder("acme/demo", "0.1.0")
        .title("Demo")
        .description("A demo")
        .icon("icon.svg")
        .readme("hub.md")
        .attribute("category", "Communication & Channels")
        .extract_script("extract.vrl")
        .configuration(
            ConfigurationDefinition::new(object(&json!({ "apiKey": string }), &["apiKey"]))
                .title("Not sent")
                .identifier_required(true)
                .link_template_script("link.vrl"),
        )
        .named_configuration(
            "manual",
            ConfigurationDefinition::new(object(&json!({ "region": region }), &[]))
                .title("Manual")
                .description("By hand"),
        )
        .user(UserDefinition::new().tag("id", tag("User", "The other system's")))
        .channel(
            "dm",
            ChannelDefinition::new()
                .title("DM")
                .description("Direct")
                .message("text", object(&json!({ "text": { "type": "string", "minLength": 1 } }), &["text"]))
                .message_tag("ts", tag("TS", "When"))
                .conversation_tag("id", tag("ID", "Which"))
                .conversation_creation(CreationDefinition::enabled(["id"])),
        )
        .state("credentials", StateDefinition::new(StateScope::Integration, object(&json!({ "at": expires }), &["at"])))
        .action(
            "createIssue",
            ActionDefinition::new(object(&json!({ "title": string }), &["title"]), output)
                .title("Create")
                .description("Create an issue")
                .billable(true)
                .cacheable(false)
                .attribute("bpActionHiddenInStudio", "true"),
        )
        .event("issueCreated", EventDefinition::new(issue.clone()).title("Created").attribute("a", "b"))
        .entity("issue", EntityDefinition::new(issue).title("Issue").description("An issue"))
        .interface(
            "creatable<issue>",
            InterfaceStatement::new("creatable", "0.0.3").entity("item", "issue").action("create", "createIssue"),
        )
        .secret("CLIENT_SECRET", SecretDefinition::new().description("From the console"))
        .secret("SIGNING_KEY", SecretDefinition::new().optional(true))
        .extra_operation("message_updated")
}

#[test]
fn a_definition_survives_json_in_its_own_order() {
    let definition = demo().try_build().unwrap();
    let text = serde_json::to_string(&definition).unwrap();
    assert_eq!(serde_json::from_str::<IntegrationDefinition>(&text).unwrap(), definition);
    let value: Value = serde_json::from_str(&text).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys[..4], ["name", "version", "title", "description"]);
    assert_eq!(
        value["secrets"],
        json!({
            "CLIENT_SECRET": { "description": "From the console" }, "SIGNING_KEY": { "optional": true },
        })
    );
    assert_eq!(value["states"]["credentials"]["type"], "integration");
    let bare = IntegrationDefinition::builder("demo", "0.1.0").try_build().unwrap();
    assert_eq!(serde_json::to_value(&bare).unwrap(), json!({ "name": "demo", "version": "0.1.0" }));
}

#[test]
fn the_body_is_the_one_that_the_official_tool_sends() {
    let definition = demo().try_build().unwrap();
    assert_eq!(definition.files(), ["icon.svg", "hub.md", "extract.vrl", "link.vrl"]);
    let resolved = Resolved::new()
        .file("icon.svg", "<svg/>")
        .file("hub.md", "# Hi")
        .file("extract.vrl", ".id")
        .file("link.vrl", "\"https://x\"")
        .interface("creatable<issue>", "ifver_1");
    let body = serde_json::to_value(definition.to_body(&resolved).unwrap()).unwrap();
    let declared = serde_json::to_value(&definition).unwrap();
    let expected = json!({
        "name": "acme/demo", "version": "0.1.0", "title": "Demo", "description": "A demo",
        "icon": "PHN2Zy8+", "readme": "IyBIaQ==",
        "attributes": { "category": "Communication & Channels" },
        "identifier": { "extractScript": ".id" },
        "configuration": {
            "schema": object(&json!({ "apiKey": { "type": "string" } }), &["apiKey"]),
            "identifier": { "required": true, "linkTemplateScript": "\"https://x\"" },
        },
        "configurations": { "manual": {
            "title": "Manual", "description": "By hand", "identifier": {},
            "schema": declared["configurations"]["manual"]["schema"],
        } },
        "user": { "tags": { "id": { "title": "User", "description": "The other system's" } } },
        "channels": { "dm": {
            "title": "DM", "description": "Direct",
            "messages": declared["channels"]["dm"]["messages"],
            "message": { "tags": { "ts": { "title": "TS", "description": "When" } } },
            "conversation": {
                "tags": { "id": { "title": "ID", "description": "Which" } },
                "creation": { "enabled": true, "requiredTags": ["id"] },
            },
        } },
        "states": declared["states"],
        "actions": { "createIssue": {
            "title": "Create", "description": "Create an issue", "billable": true, "cacheable": false,
            "attributes": { "bpActionHiddenInStudio": "true" },
            "input": declared["actions"]["createIssue"]["input"],
            "output": declared["actions"]["createIssue"]["output"],
        } },
        "events": declared["events"],
        "entities": declared["entities"],
        "interfaces": { "creatable<issue>": {
            "id": "ifver_1", "name": "creatable", "version": "0.0.3",
            "entities": { "item": { "name": "issue" } }, "actions": { "create": { "name": "createIssue" } },
            "events": {}, "channels": {},
        } },
        "extraOperations": { "message_updated": { "enabled": true } },
    });
    assert_eq!(body, expected, "got {body:#}");

    let bare = IntegrationDefinition::builder("demo", "0.1.0").try_build().unwrap();
    let body = serde_json::to_value(bare.to_body(&Resolved::new()).unwrap()).unwrap();
    assert_eq!(body, json!({ "name": "demo", "version": "0.1.0", "identifier": {}, "interfaces": {} }));
}

#[test]
fn a_body_needs_every_file_and_scripts_that_the_platform_takes() {
    let definition = IntegrationDefinition::builder("demo", "0.1.0").extract_script("a.vrl").try_build().unwrap();
    let body = |content: Vec<u8>| definition.to_body(&Resolved::new().file("a.vrl", content)).map(drop);
    let missing = definition.to_body(&Resolved::new()).unwrap_err();
    assert_eq!(missing.to_string(), "identifier.extractScript: the file `a.vrl` was not read in");
    assert!(matches!(body(vec![0xff]), Err(BodyError::NotText { .. })));
    assert!(matches!(body(vec![b' '; 2001]), Err(BodyError::ScriptTooLong { length: 2001, .. })));
    assert_eq!(body(vec![b' '; 2000]), Ok(()));
}

/// Builds and gives the report, without its first line.
fn problems(builder: IntegrationDefinitionBuilder) -> Vec<String> {
    let report = builder.try_build().map(|definition| panic!("{definition:?} is taken for right")).unwrap_err();
    report.to_string().lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn all_problems_are_in_one_report_each_with_its_member() {
    let anything = || json!({ "type": "object", "properties": {}, "additionalProperties": false });
    let action = || ActionDefinition::new(anything(), anything());
    let builder = IntegrationDefinition::builder("Acme/demo/x", "1.0")
        .title("")
        .description("x".repeat(257))
        .icon("icon.png")
        .readme("readme.txt")
        .attribute("category", "x".repeat(201))
        .extract_script("extract.js")
        .named_configuration("manual", ConfigurationDefinition::new(json!(true)).link_template_script("link"))
        .user(UserDefinition::new().tag("id", TagDefinition::new().title("x".repeat(65))))
        .channel("DM", ChannelDefinition::new().message("text", anything()).message("text", anything()))
        .state("v2List", StateDefinition::new(StateScope::User, anything()))
        .action("createURL", action().title(""))
        .action("a", action())
        .action("twice", action())
        .action("twice", action())
        .event("snake_case", EventDefinition::new(json!({ "description": "x".repeat(102_400) })))
        .interface("listable<issue>", InterfaceStatement::new("listable", "1.0.0").entity("item", "issue"))
        .secret("clientId", SecretDefinition::new());
    assert_eq!(
        problems(builder),
        [
            "actions.twice: is declared twice: give one of them another name",
            "name: `Acme/demo/x` has more than one `/`: write `workspace/name` or `name`",
            "version: `1.0` is not a semantic version such as `0.1.0`: unexpected end of input while parsing minor version number",
            "title: is empty: give it a text or leave it out",
            "description: has 257 characters, at most 256 are allowed",
            "icon: `icon.png` has to be a `.svg` file",
            "readme: `readme.txt` has to be a `.md` file",
            "attributes.category: has 201 characters, at most 200 are allowed",
            "identifier.extractScript: `extract.js` has to be a `.vrl` file",
            "configurations.manual.schema: is not a schema: it has to be a JSON object",
            "configurations.manual.identifier.linkTemplateScript: `link` has to be a `.vrl` file",
            "user.tags.id.title: has 65 characters, at most 64 are allowed",
            "channels.DM: `DM` is not in camelCase: write `dm`",
            "channels.DM.messages.text: is declared twice: give one of them another name",
            "states.v2List: `v2List` is not in camelCase: write `v2list`",
            "actions.createURL: `createURL` is not in camelCase: write `createUrl`",
            "actions.createURL.title: is empty: give it a text or leave it out",
            "actions.a: the name has 1 characters, 2 to 100 are allowed",
            "events.snake_case: `snake_case` is not in camelCase: write `snakeCase`",
            "events.snake_case.schema: is 102418 bytes long, at most 102400 are allowed",
            "interfaces.listable<issue>.entities.item: the definition has no `issue` among its entities: declare it",
            "secrets.clientId: is not in SCREAMING_SNAKE_CASE: write a name such as `CLIENT_SECRET`",
        ]
    );
}

#[test]
fn counts_beyond_the_platforms_are_reported() {
    let schema = || json!({ "type": "object", "properties": {}, "additionalProperties": false });
    let mut builder = IntegrationDefinition::builder("demo", "0.1.0");
    let mut channel = ChannelDefinition::new();
    let mut user = UserDefinition::new();
    for index in 0..51 {
        channel =
            channel.message(format!("message{index}"), schema()).message_tag(index.to_string(), TagDefinition::new());
        user = user.tag(index.to_string(), TagDefinition::new());
        builder = builder
            .channel(format!("channel{index}"), ChannelDefinition::new())
            .event(format!("event{index}"), EventDefinition::new(schema()))
            .state(format!("state{index}"), StateDefinition::new(StateScope::User, schema()))
            .secret(format!("SECRET_{index}"), SecretDefinition::new());
    }
    let report = problems(builder.user(user).channel("big", channel));
    assert_eq!(
        report,
        [
            "user.tags: has 51 members, at most 50 are allowed",
            "channels: has 52 members, at most 10 are allowed",
            "channels.big.messages: has 51 members, at most 20 are allowed",
            "channels.big.message.tags: has 51 members, at most 50 are allowed",
            "states: has 51 members, at most 20 are allowed",
            "events: has 51 members, at most 20 are allowed",
            "secrets: has 51 members, at most 25 are allowed",
        ]
    );
}

#[test]
fn names_that_the_platform_takes_are_taken() {
    let schema = || json!({ "type": "object", "properties": {}, "additionalProperties": false });
    for name in ["ok", "addReaction", "createUrl", "v2list", "aB", "list2Items"] {
        let built =
            IntegrationDefinition::builder("demo", "0.1.0").event(name, EventDefinition::new(schema())).try_build();
        assert_eq!(built.is_ok(), name != "list2Items", "{name}");
    }
    for name in ["demo", "acme/demo", "slack-bot_x", "ac3me/n8n"] {
        assert!(IntegrationDefinition::builder(name, "1.2.3-rc.1").try_build().is_ok(), "{name}");
    }
    for name in ["", "/", "acme/", "/demo", "Demo", "de mo", "a/b/c"] {
        assert!(IntegrationDefinition::builder(name, "1.2.3").try_build().is_err(), "{name}");
    }
}

/// So the checks are not stricter than the platform, and nothing of a definition is lost on the way to the body.
#[test]
fn every_official_definition_passes_the_checks_and_comes_back_as_its_body() {
    let golden = std::env::var("BOTPRESS_GOLDEN")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden").to_owned());
    let Ok(folder) = std::fs::read_dir(format!("{golden}/definitions")) else {
        return println!("skipped: no recordings at {golden}");
    };
    let mut count = 0;
    for file in folder {
        let path = file.unwrap().path();
        let recorded: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let mut resolved = Resolved::new();
        let mut declared = recorded.clone();
        // Values of secrets are no part of a declaration, and it names scripts by their paths.
        declared.as_object_mut().unwrap().remove("secrets");
        for pointer in ["/identifier/extractScript", "/identifier/fallbackHandlerScript"] {
            resolved = script(&mut declared, pointer, resolved);
        }
        for configuration in configurations(&recorded) {
            resolved = script(&mut declared, &format!("{configuration}/identifier/linkTemplateScript"), resolved);
        }
        for (key, interface) in recorded["interfaces"].as_object().unwrap() {
            resolved = resolved.interface(key, interface["id"].as_str().unwrap());
        }
        let definition: IntegrationDefinition = serde_json::from_value(declared).unwrap();
        if let Err(errors) = definition.check() {
            panic!("{}: {errors}", path.display());
        }
        let body = serde_json::to_value(definition.to_body(&resolved).unwrap()).unwrap();
        assert_eq!(without_noise(body), without_noise(recorded), "{}", path.display());
        count += 1;
    }
    println!("{count} official definitions pass");
}

/// Pointers to all configurations of a body.
fn configurations(body: &Value) -> Vec<String> {
    let named = body["configurations"].as_object().into_iter().flat_map(|map| map.keys());
    named.map(|name| format!("/configurations/{name}")).chain(["/configuration".to_owned()]).collect()
}

/// Puts a path where a script's text is.
fn script(body: &mut Value, pointer: &str, resolved: Resolved) -> Resolved {
    let Some(script) = body.pointer_mut(pointer) else { return resolved };
    let path = format!("{pointer}.vrl");
    let text = std::mem::replace(script, json!(path));
    resolved.file(path, text.as_str().unwrap().to_owned())
}

/// A body without what deploying adds, what the official tool sends for no reason, and empty members.
fn without_noise(mut body: Value) -> Value {
    let map = body.as_object_mut().unwrap();
    for key in ["secrets", "sdkVersion", "visibility"] {
        map.remove(key);
    }
    for kind in ["actions", "events", "channels", "states", "entities"] {
        for (_, member) in map.get_mut(kind).and_then(Value::as_object_mut).into_iter().flatten() {
            let member = member.as_object_mut().unwrap();
            member.remove("name");
            member.remove("ui");
            for part in ["message", "conversation", "input", "output"] {
                if let Some(part) = member.get_mut(part).and_then(Value::as_object_mut) {
                    part.remove("ui");
                    part.retain(|_, value| *value != json!({}));
                }
            }
            member.retain(|_, value| *value != json!({}));
        }
    }
    if let Some(configuration) = map.get_mut("configuration").and_then(Value::as_object_mut) {
        configuration.remove("title");
        configuration.remove("description");
    }
    if let Some(user) = map.get_mut("user").and_then(Value::as_object_mut) {
        user.retain(|_, value| *value != json!({}));
    }
    map.retain(|_, value| *value != json!({}));
    body
}
