//! What the derives write, compared with the files in `tests/expand`, and looked through for names that users may have shadowed.
//!
//! `UPDATE_EXPAND=1 cargo test -p botpress-derive` writes the files anew.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{DeriveInput, Item, Meta, parse_quote};

/// Names of the prelude, and crates by their bare names: a user may have own ones.
const SHADOWABLE: &[&str] = &[
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "ToString",
    "Vec",
    "Box",
    "Default",
    "Clone",
    "Debug",
    "From",
    "Into",
    "Iterator",
    "IntoIterator",
    "Send",
    "Sync",
    "Value",
    "IndexMap",
    "Integration",
    "Interface",
    "Implements",
    "ImplementedBy",
    "Handle",
    "Deliver",
    "Context",
    "Operation",
    "Tags",
    "Messages",
    "Action",
    "Event",
    "State",
    "Entity",
    "Channel",
    "Configuration",
    "Secrets",
    "Schema",
    "Serialize",
    "DeserializeOwned",
    "str",
    "core",
    "botpress_sdk",
];
/// Crates that a user may not have at all.
const FOREIGN: &[&str] = &["std", "alloc", "serde", "serde_json", "indexmap", "schemars", "botpress_core"];

#[test]
fn expansions_are_those_that_were_looked_at() {
    for (path, expanded) in expansions() {
        let snapshot = path.with_extension("expanded.rs");
        let file = syn::parse2(expanded).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let pretty = prettyplease::unparse(&file);
        if env::var_os("UPDATE_EXPAND").is_some() {
            fs::write(&snapshot, pretty).unwrap();
        } else {
            let known = fs::read_to_string(&snapshot).unwrap_or_default();
            assert!(pretty == known, "{} differs; it is now:\n{pretty}", snapshot.display());
        }
    }
}

#[test]
fn no_expansion_depends_on_what_is_in_scope() {
    for (path, expanded) in expansions() {
        let mut found = Vec::new();
        if is_schema(&path) {
            continue;
        }
        bare_names(expanded, &mut found);
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

/// A shadow repeats what the author wrote, with the author's names. What is added to it names only the SDK and `core`.
#[test]
fn the_shadow_of_a_schema_adds_no_names_but_the_sdks() {
    let input: DeriveInput = parse_quote!(
        #[serde(default)]
        #[botpress(title = "A")]
        struct A<T> {
            /// A number.
            #[botpress(min = 1)]
            a: u8,
            #[serde(flatten)]
            b: T,
        }
    );
    let expanded = crate::schema::derive(&input).to_string().replace(' ', "");
    for (place, _) in expanded.match_indices("::") {
        let inner = expanded[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '>');
        let rest = &expanded[place + 2..];
        let known = ["botpress_sdk::__private::", "core::", "<"].iter().any(|known| rest.starts_with(known));
        assert!(inner || known, "{}", &rest[..rest.len().min(60)]);
    }
    for foreign in ["std::", "serde::", "alloc::"] {
        assert!(!expanded.contains(&format!("::{foreign}")), "{foreign}");
    }
}

#[test]
fn every_derive_has_an_expansion_to_look_at() {
    let all: String = inputs().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    for derive in [
        "Integration",
        "Configuration",
        "Secrets",
        "Tags",
        "Channel",
        "Messages",
        "Action",
        "Event",
        "State",
        "Entity",
        "Interface",
        "Schema",
    ] {
        assert!(all.contains(&format!("#[derive({derive})]")), "{derive}");
    }
}

#[test]
fn an_item_in_error_still_gets_its_impls() {
    let channel: DeriveInput = parse_quote!(
        #[channel(messages = M, titel = "Direct")]
        struct Dm;
    );
    let expanded = crate::channel::derive(&channel).to_string();
    assert_eq!(expanded.matches("compile_error").count(), 1);
    assert!(expanded.contains("type Messages = M"));
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let action: DeriveInput = parse_quote!(
        #[action(titel = "Add", billable = true, name = "add_it", title)]
        struct Add {}
    );
    assert_eq!(crate::action::derive(&action).to_string().matches("compile_error").count(), 4);
}

fn inputs() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/expand");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.to_string_lossy().ends_with(".expanded.rs"));
    paths.sort();
    paths
}

/// Every file with what its derives write.
fn expansions() -> Vec<(PathBuf, TokenStream)> {
    let expand = |path: PathBuf| {
        let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
        let expanded = file.items.into_iter().map(derived).collect();
        (path, expanded)
    };
    inputs().into_iter().map(expand).collect()
}

fn is_schema(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("schema"))
}

fn derived(item: Item) -> TokenStream {
    let mut input: DeriveInput = syn::parse2(item.into_token_stream()).unwrap();
    let position = input.attrs.iter().position(|attr| attr.path().is_ident("derive")).unwrap();
    let Meta::List(list) = input.attrs.remove(position).meta else { panic!("`#[derive(..)]`") };
    match list.tokens.to_string().as_str() {
        "Integration" => crate::integration::derive(&input),
        "Configuration" => crate::configuration::derive(&input),
        "Secrets" => crate::secrets::derive(&input),
        "Tags" => crate::tags::derive(&input),
        "Channel" => crate::channel::derive(&input),
        "Messages" => crate::messages::derive(&input),
        "Action" => crate::action::derive(&input),
        "Event" => crate::event::derive(&input),
        "State" => crate::state::derive(&input),
        "Entity" => crate::entity::derive(&input),
        "Interface" => crate::interface::derive(&input),
        "Schema" => crate::schema::derive(&input),
        other => panic!("no derive `{other}`"),
    }
}

/// Names that are not the end of a path, and crates that are not the SDK or `core`.
fn bare_names(tokens: TokenStream, found: &mut Vec<String>) {
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if FOREIGN.contains(&name.as_str())
                    || (colons < 2 && SHADOWABLE.contains(&name.as_str()) && !is_declared(&name))
                {
                    found.push(name);
                }
                colons = 0;
            }
            TokenTree::Group(group) => {
                bare_names(group.stream(), found);
                colons = 0;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => colons = 0,
        }
    }
}

/// Associated types are declared by their bare names.
fn is_declared(name: &str) -> bool {
    matches!(name, "Configuration" | "Messages" | "Interface")
}
