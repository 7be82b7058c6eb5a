//! `#[derive(Secrets)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident, LitStr, Meta, Type, spanned::Spanned};

use crate::{
    attr::{self, Known, Titled},
    item::{Item, Renames, plain},
    names,
};

/// Secrets of an integration.
const LIMIT: usize = 25;
const OPTIONS: Known = &[("name", "name = \"CLIENT_SECRET\""), attr::DESCRIPTION_OPTION];

struct Entry<'a> {
    ident: &'a Ident,
    name: String,
    optional: bool,
    description: Option<String>,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let secrets = model(&mut item);
    let implementation = expand(&item, &secrets);
    item.finish(&implementation)
}

fn model<'a>(item: &mut Item<'a>) -> Vec<Entry<'a>> {
    item.not_generic("a set of secrets");
    if item.is_unfit() {
        return Vec::new();
    }
    let renames = Renames::of(item);
    let follows_serde = has_serde_rule(item);
    let fields = item.named_fields("a set of secrets", &format!("struct {} {{ client_secret: Secret }}", item.ident()));
    let mut secrets: Vec<Entry<'_>> = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let mut titled = Titled::default();
        attr::read(&field.attrs, "secret", OPTIONS, &mut item.errors, &mut |option, _| titled.take(option).map(drop));
        titled.finish(&field.attrs, false, &mut item.errors);

        let optional = attr::option_inner(&field.ty);
        if !is_secret(optional.unwrap_or(&field.ty)) {
            let write = if optional.is_some() { "Option<Secret>" } else { "Secret" };
            let name = plain(ident);
            item.errors
                .at(field.ty.span(), format!("a secret is a `Secret` or an `Option<Secret>`: write `{name}: {write}`"));
        }

        let screaming = names::screaming(&plain(ident));
        let renamed = renames.field(field, &mut item.errors);
        let (name, span) = match &titled.name {
            Some(name) => (name.value(), name.span()),
            None if follows_serde || renamed != plain(ident) => (renamed, ident.span()),
            None => (screaming.clone(), ident.span()),
        };
        if !names::is_screaming(&name) {
            let better = names::screaming(&name.replace('-', "_"));
            item.errors.at(
                span,
                format!(
                    "a secret's name is in SCREAMING_SNAKE_CASE, not `{name}`: write `#[secret(name = \"{better}\")]`"
                ),
            );
        } else if name.starts_with("SECRET_") {
            let better = name.trim_start_matches("SECRET_");
            item.errors.at(span, format!("`SECRET_` is put before the name: write `#[secret(name = \"{better}\")]`"));
        } else if secrets.iter().any(|secret| secret.name == name) {
            item.errors.at(
                span,
                format!("two secrets have the name `{name}`: write `#[secret(name = \"..\")]` above one of them"),
            );
        }
        secrets.push(Entry { ident, name, optional: optional.is_some(), description: titled.description() });
        if secrets.len() == LIMIT + 1 {
            item.errors.at(ident.span(), format!("Botpress takes {LIMIT} secrets: leave out this one and those below"));
        }
    }
    secrets
}

/// `Secret`, as far as the spelling tells.
fn is_secret(ty: &Type) -> bool {
    attr::last_segment(ty).is_some_and(|segment| segment.ident == "Secret")
}

/// Whether serde's `rename_all` decides about the names.
fn has_serde_rule(item: &Item<'_>) -> bool {
    item.attrs().iter().any(|attr| {
        let Meta::List(list) = &attr.meta else { return false };
        list.path.is_ident("serde") && list.tokens.to_string().contains("rename_all")
    })
}

fn expand(item: &Item<'_>, secrets: &[Entry<'_>]) -> TokenStream {
    let private = item.private();
    let definitions = secrets.iter().map(|secret| {
        let name = LitStr::new(&secret.name, secret.ident.span());
        let optional = secret.optional.then(|| quote!(.optional(true)));
        let description = secret.description.iter();
        quote! {
            __secrets.insert(#private::string(#name), #private::SecretDefinition::new() #optional #(.description(#description))*);
        }
    });
    let definitions = item.body(quote! {
        #[allow(unused_mut)]
        let mut __secrets = #private::IndexMap::new();
        #(#definitions)*
        __secrets
    });

    let (optional, required): (Vec<_>, Vec<_>) = secrets.iter().partition(|secret| secret.optional);
    let required_idents: Vec<_> = required.iter().map(|secret| secret.ident).collect();
    let required_names = required.iter().map(|secret| &secret.name);
    let optional_idents = optional.iter().map(|secret| secret.ident);
    let optional_names = optional.iter().map(|secret| &secret.name);
    let complete = quote! {
        ::core::result::Result::Ok(Self {
            #(#required_idents,)*
            #(#optional_idents: #private::secret(__env, #optional_names),)*
        })
    };
    let from_env = item.body(if required.is_empty() {
        complete
    } else {
        quote! {
            let mut __missing = #private::Vec::new();
            #(let #required_idents = #private::required_secret(__env, #required_names, &mut __missing);)*
            match (#(#required_idents,)*) {
                (#(::core::option::Option::Some(#required_idents),)*) => #complete,
                _ => ::core::result::Result::Err(#private::MissingSecrets::new(__missing)),
            }
        }
    });
    item.implement(
        &quote!(#private::Secrets),
        &TokenStream::new(),
        &quote! {
            fn definitions() -> #private::IndexMap<#private::String, #private::SecretDefinition> {
                #definitions
            }

            fn from_env(__env: &#private::Env) -> ::core::result::Result<Self, #private::MissingSecrets> {
                #from_env
            }
        },
    )
}
