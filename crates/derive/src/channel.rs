//! `#[derive(Channel)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Type};

use crate::{
    attr::{self, Known, Titled},
    item::{Item, plain},
    names,
};

const OPTIONS: Known = &[
    attr::NAME,
    attr::TITLE_OPTION,
    attr::DESCRIPTION_OPTION,
    ("messages", "messages = Messages"),
    ("conversation", "conversation = ConversationTags"),
    ("message", "message = MessageTags"),
];

#[derive(Default)]
struct Model {
    name: String,
    titled: Titled,
    messages: Option<Type>,
    conversation: Option<Type>,
    message: Option<Type>,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let model = model(&mut item);
    let impls = expand(&item, &model);
    item.finish(&impls)
}

fn model(item: &mut Item<'_>) -> Model {
    if !matches!(&item.input.data, Data::Struct(data) if matches!(data.fields, Fields::Unit)) {
        item.wrong(format!("a channel is a struct without fields: write `struct {};`", item.ident()));
    }
    item.not_generic("a channel");
    let mut model = Model::default();
    let attrs = item.attrs();
    attr::read(attrs, "channel", OPTIONS, &mut item.errors, &mut |option, _| {
        if model.titled.take(option)? {
            return Ok(());
        }
        let ty = Some(option.value()?);
        match option.key {
            "messages" => model.messages = ty,
            "conversation" => model.conversation = ty,
            _ => model.message = ty,
        }
        Ok(())
    });
    model.name = member_name(item, &mut model.titled);
    if model.messages.is_none() && item.errors.is_empty() {
        item.wrong("a channel carries messages: write `#[channel(messages = Messages)]`, with `#[derive(Messages)] enum Messages { .. }`");
    }
    model
}

/// The member's name on the wire, checked, as are its texts.
pub(crate) fn member_name(item: &mut Item<'_>, titled: &mut Titled) -> String {
    titled.finish(item.attrs(), false, &mut item.errors);
    let (name, span) = match &titled.name {
        Some(name) => (name.value(), name.span()),
        None => (names::lower_camel(&plain(item.ident())), item.ident().span()),
    };
    attr::check_member_name(&name, span, &mut item.errors);
    name
}

fn expand(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let none: Type = syn::parse_quote!(());
    let messages = model.messages.as_ref();
    let [conversation, message] = [&model.conversation, &model.message].map(|ty| ty.as_ref().unwrap_or(&none));
    let messages = match messages {
        Some(ty) => quote!(#ty),
        None => quote!(#private::NoMessages),
    };
    let setters = model.titled.setters();
    let definition = item.body(quote!(#private::channel::<Self>() #setters));
    let member = item.member(&model.name);
    let channel = item.implement(
        &quote!(#private::Channel),
        &TokenStream::new(),
        &quote! {
            type Messages = #messages;
            type MessageTags = #message;
            type ConversationTags = #conversation;

            fn definition() -> #private::ChannelDefinition {
                #definition
            }
        },
    );
    quote!(#member #channel)
}
