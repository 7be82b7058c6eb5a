//! `#[derive(Messages)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Fields, Ident, Type, Variant, spanned::Spanned};

use crate::{
    attr::{self, Errors, Known},
    item::{Item, plain},
    names,
};

/// Message types of a channel.
const LIMIT: usize = 20;
const OPTIONS: Known = &[attr::NAME];

struct Message<'a> {
    ident: &'a Ident,
    payload: &'a Type,
    name: String,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let messages = model(&mut item);
    let implementation = expand(&item, &messages);
    item.finish(&implementation)
}

fn model<'a>(item: &mut Item<'a>) -> Vec<Message<'a>> {
    item.not_generic("a set of messages");
    let variants = item.variants("a set of messages", &format!("enum {} {{ Text(messages::Text) }}", item.ident()));
    let mut messages: Vec<Message<'_>> = Vec::new();
    for variant in variants {
        let mut renamed = None;
        attr::read(&variant.attrs, "message", OPTIONS, &mut item.errors, &mut |option, _| {
            renamed = Some(option.string()?);
            Ok(())
        });
        let (name, span) = match &renamed {
            Some(name) => (name.value(), name.span()),
            None => (names::lower_camel(&plain(&variant.ident)), variant.ident.span()),
        };
        attr::check_member_name(&name, span, &mut item.errors);
        if messages.iter().any(|message| message.name == name) {
            item.errors.at(
                span,
                format!("two messages have the name `{name}`: write `#[message(name = \"..\")]` above one of them"),
            );
        }
        let Some(payload) = payload(variant, &mut item.errors) else { continue };
        messages.push(Message { ident: &variant.ident, payload, name });
        if messages.len() == LIMIT + 1 {
            item.errors.at(
                variant.ident.span(),
                format!("Botpress takes {LIMIT} messages in a channel: leave out this one and those below"),
            );
        }
    }
    if messages.is_empty() && item.errors.is_empty() {
        item.wrong(
            "a channel carries messages: write a variant per type of message, `Text(messages::Text)` for example",
        );
    }
    messages
}

/// The one type that a variant holds.
fn payload<'a>(variant: &'a Variant, errors: &mut Errors) -> Option<&'a Type> {
    if let Fields::Unnamed(fields) = &variant.fields
        && let (Some(field), 1) = (fields.unnamed.first(), fields.unnamed.len())
    {
        return Some(&field.ty);
    }
    let ident = &variant.ident;
    errors.at(
        ident.span(),
        format!(
            "a message holds its payload and nothing else: write `{ident}({ident})`, with `struct {ident} {{ .. }}`"
        ),
    );
    None
}

fn expand(item: &Item<'_>, messages: &[Message<'_>]) -> TokenStream {
    let private = item.private();
    let idents: Vec<_> = messages.iter().map(|message| message.ident).collect();
    let names: Vec<_> = messages.iter().map(|message| &message.name).collect();
    let schemas = messages
        .iter()
        .map(|Message { payload, .. }| quote_spanned!(payload.span()=> #private::schema_of::<#payload>()));
    let decoded = messages.iter().map(
        |Message { payload, .. }| quote_spanned!(payload.span()=> #private::decode::<#payload>("payload", __payload)),
    );
    let encoded = messages
        .iter()
        .map(|Message { payload, .. }| quote_spanned!(payload.span()=> #private::encode::<#payload>(__payload)));

    let schemas = item.body(quote! {
        let mut __schemas = #private::IndexMap::new();
        #(__schemas.insert(#private::string(#names), #schemas);)*
        __schemas
    });
    let decode = item.body(quote! {
        match __kind {
            #(#names => ::core::option::Option::Some(::core::result::Result::map(#decoded, Self::#idents)),)*
            _ => ::core::option::Option::None,
        }
    });
    let encode = item.body(quote! {
        match self {
            #(Self::#idents(__payload) => ::core::result::Result::Ok((#names, #encoded?)),)*
        }
    });
    item.implement(
        &quote!(#private::Messages),
        &TokenStream::new(),
        &quote! {
            fn schemas() -> #private::IndexMap<#private::String, #private::Value> {
                #schemas
            }

            fn decode(
                __kind: &::core::primitive::str,
                __payload: #private::Value,
            ) -> ::core::option::Option<::core::result::Result<Self, #private::PayloadError>> {
                #decode
            }

            fn encode(
                &self,
            ) -> ::core::result::Result<(&'static ::core::primitive::str, #private::Value), #private::JsonError> {
                #encode
            }
        },
    )
}
