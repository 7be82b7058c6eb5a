//! The impls.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{LitStr, Type, spanned::Spanned};

use super::model::{Listed, Model, Unions, shown};
use crate::item::Item;

pub(super) fn expand(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let none: Type = syn::parse_quote!(());
    let name = model.titled.name.as_ref().map_or_else(String::new, LitStr::value);
    let configuration = model.configuration.as_ref().unwrap_or(&none);
    let user = model.user.as_ref().unwrap_or(&none);
    let definition = item.body(definition(item, model));
    let dispatch = item.body(dispatch(item, model));
    let intercept = model.catch_all.map(|span| {
        let call = item.body(quote_spanned! {span=>
            ::core::option::Option::Some(#private::dispatch::catch_all::<Self>(self, __cx, __request))
        });
        quote! {
            fn intercept<'a>(
                &'a self,
                __cx: &'a #private::Context<Self>,
                __request: &'a #private::OperationRequest,
            ) -> ::core::option::Option<
                #private::BoxFuture<'a, #private::Result<::core::option::Option<#private::WebhookResponse>>>,
            > {
                #call
            }
        }
    });
    let integration = item.implement(
        &quote!(#private::Integration),
        &TokenStream::new(),
        &quote! {
            const NAME: &'static ::core::primitive::str = #name;
            type Configuration = #configuration;
            type UserTags = #user;

            fn definition() -> ::core::result::Result<#private::IntegrationDefinition, #private::DefinitionErrors> {
                #definition
            }

            #intercept

            fn dispatch<'a>(
                &'a self,
                __cx: &'a #private::Context<Self>,
                __operation: #private::Operation,
            ) -> #private::BoxFuture<'a, #private::Result<#private::Reply>> {
                #dispatch
            }
        },
    );
    let declares = declares(item, model);
    quote!(#integration #declares)
}

/// `impl Declares<T>` for each listed type, once even if it is listed twice.
fn declares(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let mut seen = Vec::new();
    let lists = [&model.channels, &model.actions, &model.events, &model.states, &model.entities];
    let ident = item.ident();
    let (impl_generics, type_generics, where_clause) = item.input.generics.split_for_impl();
    let impls = lists.into_iter().flatten().map(|Listed { ty, rename }| {
        let shown = shown(ty);
        if seen.contains(&shown) {
            return TokenStream::new();
        }
        seen.push(shown);
        let name = rename.iter();
        quote_spanned! {ty.span()=>
            #[automatically_derived]
            impl #impl_generics #private::Declares<#ty> for #ident #type_generics #where_clause {
                #(const NAME: &'static ::core::primitive::str = #name;)*
            }
        }
    });
    quote!(#(#impls)*)
}

/// The builder's calls, in the order in which a definition is read.
fn definition(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let name = model.titled.name.as_ref();
    let version = model.version.as_ref();
    let setters = model.titled.setters();
    let icon = model.icon.iter();
    let readme = model.readme.iter();
    let attributes = crate::attr::attribute_setters(&model.attributes);
    let extract = model.extract.iter();
    let fallback = model.fallback.iter();
    let configuration = model
        .configuration
        .as_ref()
        .map(|ty| quote_spanned!(ty.span()=> let __builder = #private::configure::<#ty>(__builder);));
    let user = user(item, model);
    let secrets = model.secrets.as_ref().map(|ty| {
        let secrets = quote_spanned!(ty.span()=> <#ty as #private::Secrets>::definitions());
        quote!(.secrets(#secrets))
    });
    let channels = model.channels.iter().map(|listed| channel(item, model, listed));
    let members = [
        ("action", "Action", &model.actions),
        ("event", "Event", &model.events),
        ("state", "State", &model.states),
        ("entity", "Entity", &model.entities),
    ];
    let members = members.into_iter().flat_map(|(method, member, listed)| {
        listed.iter().map(move |listed| (quote::format_ident!("{method}"), quote::format_ident!("{member}"), listed))
    });
    let members = members.map(|(method, member, Listed { ty, .. })| {
        let name = quote_spanned!(ty.span()=> <Self as #private::Declares<#ty>>::NAME);
        let definition = quote_spanned!(ty.span()=> <#ty as #private::#member>::definition());
        quote!(.#method(#name, #definition))
    });
    let extra = model.extra.iter().map(|operation| &operation.value);
    let unions = model.unions.map(|style| {
        let style = match style {
            Unions::AnyOf => quote!(AnyOf),
            Unions::OneOf => quote!(OneOf),
        };
        quote!(.schema_options(#private::SchemaOptions::new().discriminated_unions(#private::UnionStyle::#style)))
    });
    quote! {
        let __builder = #private::IntegrationDefinition::builder(#name, #version)
            #setters
            #(.icon(#icon))*
            #(.readme(#readme))*
            #attributes
            #(.extract_script(#extract))*
            #(.fallback_handler_script(#fallback))*;
        #configuration
        __builder
            #user
            #(#channels)*
            #(#members)*
            #secrets
            #(.extra_operation(#extra))*
            #unions
            .try_build()
    }
}

fn user(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let tags = model.user.as_ref().map(|ty| {
        let tags = quote_spanned!(ty.span()=> <#ty as #private::Tags>::definitions());
        quote!(.tags(#tags))
    });
    let creation = model.create_user.as_ref().map(|(_, tags)| quote!(.creation(#private::creation(&[#(#tags),*]))));
    if tags.is_none() && creation.is_none() {
        return TokenStream::new();
    }
    quote!(.user(#private::UserDefinition::new() #tags #creation))
}

fn channel(item: &Item<'_>, model: &Model, listed: &Listed) -> TokenStream {
    let private = item.private();
    let ty = &listed.ty;
    let name = quote_spanned!(ty.span()=> <Self as #private::Declares<#ty>>::NAME);
    let definition = quote_spanned!(ty.span()=> <#ty as #private::Channel>::definition());
    let creation = model.create_conversation.iter().find(|(channel, _)| shown(channel) == shown(ty));
    let creation = creation.map(|(_, tags)| quote!(.conversation_creation(#private::creation(&[#(#tags),*]))));
    quote!(.channel(#name, #definition #creation))
}

/// One match over the operations.
fn dispatch(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let at = item.ident().span();
    let [register, unregister, webhook] = ["register", "unregister", "webhook"].map(|name| {
        let name = quote::format_ident!("{name}");
        quote_spanned!(at=> #private::dispatch::#name::<Self>(self, __cx, __input))
    });

    let handler = |name: &str, ty: &Type| {
        let name = quote::format_ident!("{name}");
        quote_spanned!(ty.span()=> #private::dispatch::#name::<Self, #ty>(self, __cx, __input))
    };
    let done = quote!(#private::dispatch::done());
    let all = |name: &str| -> Vec<_> {
        model.channels.iter().map(|listed| (&listed.ty, handler(name, &listed.ty))).collect()
    };
    let some = |name: &str, handled: &dyn Fn(&str) -> bool| -> Vec<_> {
        let channels = model.channels.iter().map(|Listed { ty, .. }| ty);
        channels.map(|ty| (ty, if handled(&shown(ty)) { handler(name, ty) } else { done.clone() })).collect()
    };
    let updates = |ty: &str| model.updates.iter().any(|channel| shown(channel) == ty);
    let creates = |ty: &str| model.create_conversation.iter().any(|(channel, _)| shown(channel) == ty);

    let actions = model.actions.iter().map(|Listed { ty, .. }| (ty, handler("action", ty))).collect();
    let action = by_name(item, &quote!(__input.kind), actions, "unknown_action");
    let created = by_name(item, &quote!(__input.conversation.channel), all("deliver"), "unknown_channel");
    let message_updated =
        by_name(item, &quote!(__input.conversation.channel), some("message_updated", &updates), "unknown_channel");
    let conversation_updated = by_name(
        item,
        &quote!(__input.current_conversation.channel),
        some("conversation_updated", &updates),
        "unknown_channel",
    );
    let create_conversation =
        by_name(item, &quote!(__input.channel), some("create_conversation", &creates), "unknown_channel");
    let create_user = match &model.create_user {
        Some((span, _)) => quote_spanned!(*span=> #private::dispatch::create_user::<Self>(self, __cx, __input)),
        None => done.clone(),
    };
    let created_user = if model.create_user.is_some() { quote!(__input) } else { quote!(_) };
    quote! {
        match __operation {
            #private::Operation::Ping => #done,
            #private::Operation::Register(__input) => #register,
            #private::Operation::Unregister(__input) => #unregister,
            #private::Operation::Webhook(__input) => #webhook,
            #private::Operation::Action(__input) => #action,
            #private::Operation::MessageCreated(__input) => #created,
            #private::Operation::MessageUpdated(__input) => #message_updated,
            #private::Operation::ConversationUpdated(__input) => #conversation_updated,
            #private::Operation::CreateUser(#created_user) => #create_user,
            #private::Operation::CreateConversation(__input) => #create_conversation,
            _ => #done,
        }
    }
}

/// The handler of the member that has the name, or a refusal.
fn by_name(item: &Item<'_>, name: &TokenStream, arms: Vec<(&Type, TokenStream)>, unknown: &str) -> TokenStream {
    let private = item.private();
    let unknown = quote::format_ident!("{unknown}");
    if arms.is_empty() {
        return quote!(#private::dispatch::#unknown(&#name));
    }
    let arms = arms.into_iter().map(|(ty, call)| {
        let declared = quote_spanned!(ty.span()=> <Self as #private::Declares<#ty>>::NAME);
        quote!(__name if __name == #declared => #call,)
    });
    quote! {
        match #name.as_str() {
            #(#arms)*
            __name => #private::dispatch::#unknown(__name),
        }
    }
}
