//! The interfaces as types, against their definitions: those in the hub of local Botpress, and the recorded ones where there are
//! recordings.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![allow(clippy::print_stdout, reason = "what was skipped is part of the result")]

mod common;

use std::{borrow::Cow, collections::BTreeMap, fs, path::Path};

use botpress_sdk::{
    __private::schemars::{self, JsonSchema, SchemaGenerator},
    Entity, Interface, Member,
    definition::{EntityDefinition, InterfaceDefinition},
    interfaces::{
        Creatable, Deletable, FilesReadonly, Hitl, Listable, Llm, MessageState, ProactiveConversation, ProactiveUser,
        Readable, SpeechToText, TextToImage, TypingIndicator, Updatable,
    },
    schema::schema_of,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Entities as the definitions refer to them: by name.
macro_rules! references {
    ($($name:ident = $wire:literal;)*) => {$(
        #[derive(Serialize, Deserialize)]
        struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $wire.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "$ref": $wire })
            }
        }

        impl Member for $name {
            const NAME: &'static str = $wire;
        }

        impl Entity for $name {
            fn definition() -> EntityDefinition {
                EntityDefinition::new(schema_of::<Self>())
            }
        }
    )*};
}

references! {
    Item = "item";
    Conversation = "conversation";
    User = "user";
    HitlSession = "hitlSession";
    ModelRef = "modelRef";
    SpeechToTextModelRef = "speechToTextModelRef";
    ImageModelRef = "imageModelRef";
    ImageGenerationParams = "imageGenerationParams";
}

fn ours() -> Vec<InterfaceDefinition> {
    vec![
        Creatable::<Item>::definition(),
        Deletable::<Item>::definition(),
        FilesReadonly::definition(),
        Hitl::<HitlSession>::definition(),
        Listable::<Item>::definition(),
        Llm::<ModelRef>::definition(),
        MessageState::definition(),
        ProactiveConversation::<Conversation>::definition(),
        ProactiveUser::<User>::definition(),
        Readable::<Item>::definition(),
        SpeechToText::<SpeechToTextModelRef>::definition(),
        TextToImage::<ImageModelRef, ImageGenerationParams>::definition(),
        TypingIndicator::definition(),
        Updatable::<Item>::definition(),
    ]
}

#[test]
fn the_interfaces_are_those_in_the_hub_of_local_botpress() {
    assert_ours_are(&read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/local/src/hub/interfaces"))));
}

#[test]
fn the_interfaces_are_the_recorded_ones() {
    if let Some(folder) = common::golden("interfaces") {
        let recorded = read(&folder);
        assert_ours_are(&recorded);
        println!("interfaces: {} equal", recorded.len());
    }
}

/// The definitions in a folder, by name.
fn read(folder: &Path) -> BTreeMap<String, Value> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).map(|path| {
        let interface: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        (interface["name"].as_str().unwrap().to_owned(), interface)
    });
    read.collect()
}

fn assert_ours_are(theirs: &BTreeMap<String, Value>) {
    let ours: BTreeMap<String, Value> =
        ours().into_iter().map(|ours| (ours.name.clone(), serde_json::to_value(ours).unwrap())).collect();
    assert!(ours.keys().eq(theirs.keys()), "{:?} and {:?}", ours.keys(), theirs.keys());
    for (name, theirs) in theirs {
        for key in ["version", "title", "entities", "actions", "events", "channels"] {
            common::assert_same(&format!("{name}.{key}"), &ours[name][key], &theirs[key]);
        }
    }
}
