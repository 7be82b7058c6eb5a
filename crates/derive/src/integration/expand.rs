//! The impls.
//!
//! A trait that a listed type lacks is named at the word in the list, and in one spelling wherever it is needed, so that the compiler
//! reports it once.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{LitStr, Type, spanned::Spanned};

use super::{
    interfaces,
    model::{Listed, Model, Unions, shown},
};
use crate::item::Item;

pub(super) fn expand(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let none: Type = syn::parse_quote!(());
    let name = model.titled.name.as_ref().map_or_else(String::new, LitStr::value);
    let configuration = model.configuration.as_ref().unwrap_or(&none);
    let user = model.user.as_ref().unwrap_or(&none);
    let definition = item.body(definition(item, model));
    let dispatch = item.body(dispatch(item, model));
    let intercept = intercept(item, model);
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
    let implements = interfaces::implements(item, model);
    let distinct = distinct(item, model);
    quote!(#integration #declares #implements #distinct)
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
    let create_user = match &model.create_user {
        Some((_, tags)) => quote!(::core::option::Option::Some(#private::creation(&[#(#tags),*]))),
        None => quote!(::core::option::Option::None),
    };
    let members = model.members().map(|(member, Listed { ty, .. })| {
        let at = item.private_at(ty.span());
        let (method, member) = (format_ident!("{}", member.to_lowercase()), format_ident!("{member}"));
        let name = quote_spanned!(ty.span()=> <Self as #at::Declares<#ty>>::NAME);
        let definition = quote_spanned!(ty.span()=> <#ty as #at::#member>::definition());
        let creation = model.creation(ty).map(|tags| quote!(.conversation_creation(#private::creation(&[#(#tags),*]))));
        quote!(.#method(#name, #definition #creation))
    });
    let interfaces = interfaces::definition(item, model);
    let secrets = model.secrets.as_ref().map(|ty| {
        let at = item.private_at(ty.span());
        let secrets = quote_spanned!(ty.span()=> <#ty as #at::Secrets>::definitions());
        quote!(.secrets(#secrets))
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
        #private::configure::<Self>(__builder, #create_user)
            #(#members)*
            #interfaces
            #secrets
            #(.extra_operation(#extra))*
            #unions
            .try_build()
    }
}

fn intercept(item: &Item<'_>, model: &Model) -> Option<TokenStream> {
    let private = item.private();
    let span = model.catch_all?;
    let at = item.private_at(span);
    let call = quote_spanned!(span=> #at::dispatch::catch_all::<Self>(self, __cx, __request));
    let body = item.body(quote!(::core::option::Option::Some(#call)));
    Some(quote! {
        fn intercept<'a>(
            &'a self,
            __cx: &'a #private::Context<Self>,
            __request: &'a #private::OperationRequest,
        ) -> ::core::option::Option<
            #private::BoxFuture<'a, #private::Result<::core::option::Option<#private::WebhookResponse>>>,
        > {
            #body
        }
    })
}

/// One match over the operations.
fn dispatch(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let ident = item.ident().span();
    let [register, unregister, webhook] = ["register", "unregister", "webhook"].map(|name| {
        let (at, name) = (item.private_at(ident), format_ident!("{name}"));
        quote_spanned!(ident=> #at::dispatch::#name::<Self>(self, __cx, __input))
    });
    let (create_user, user_creation) = match &model.create_user {
        Some((span, _)) => {
            let at = item.private_at(*span);
            (quote_spanned!(*span=> #at::dispatch::create_user::<Self>(self, __cx, __input)), quote!(__input))
        }
        None => (quote!(#private::dispatch::done()), quote!(_)),
    };

    let actions = model.actions.iter().map(|Listed { ty, .. }| (ty, handler(item, "action", ty))).collect();
    let this = quote!(Self);
    let other_action = match interfaces::taken(item, model, &this, "ACTIONS") {
        Some(taken) => quote!(#private::dispatch::taken_action::<Self>(self, __cx, __input, #taken)),
        None => quote!(#private::dispatch::unknown_action(&__input.kind)),
    };
    let action = by_name(item, &quote!(__input.kind), actions, &other_action);
    let conversation = quote!(__input.conversation.channel);
    let deliveries = model.channels.iter().map(|Listed { ty, .. }| (ty, handler(item, "deliver", ty))).collect();
    let other_channel = match interfaces::taken(item, model, &this, "CHANNELS") {
        Some(taken) => quote!(#private::dispatch::taken_channel::<Self>(self, __cx, __input, #taken)),
        None => quote!(#private::dispatch::unknown_channel(&#conversation)),
    };
    let delivery = by_name(item, &conversation, deliveries, &other_channel);
    // Handlers are asked for where they were promised.
    let update = |name, ty: &Type| {
        let promise = model.updates.iter().find(|promise| shown(promise) == shown(ty))?;
        Some(handler(item, name, promise))
    };
    let message_updated = by_channel(item, model, &conversation, |ty| update("message_updated", ty));
    let conversation = quote!(__input.current_conversation.channel);
    let conversation_updated = by_channel(item, model, &conversation, |ty| update("conversation_updated", ty));
    let create_conversation = by_channel(item, model, &quote!(__input.channel), |ty| {
        let (promise, _) = model.create_conversation.iter().find(|(promise, _)| shown(promise) == shown(ty))?;
        Some(handler(item, "create_conversation", promise))
    });
    let create_conversation = if model.create_conversation.is_empty() {
        quote!(#private::Operation::CreateConversation(_) => #private::dispatch::done(),)
    } else {
        quote! {
            #private::Operation::CreateConversation(::core::result::Result::Ok(__input)) => #create_conversation,
            #private::Operation::CreateConversation(::core::result::Result::Err(__error)) => {
                #private::dispatch::unreadable(__error)
            }
        }
    };
    quote! {
        match __operation {
            #private::Operation::Ping => #private::dispatch::done(),
            #private::Operation::Register(__input) => #register,
            #private::Operation::Unregister(__input) => #unregister,
            #private::Operation::Webhook(__input) => #webhook,
            #private::Operation::Action(__input) => #action,
            #private::Operation::MessageCreated(__input) => #delivery,
            #private::Operation::MessageUpdated(__input) => #message_updated,
            #private::Operation::ConversationUpdated(__input) => #conversation_updated,
            #private::Operation::CreateUser(#user_creation) => #create_user,
            #create_conversation
            _ => #private::dispatch::done(),
        }
    }
}

/// The call of a handler. The first statement says what the type is not, in the words of `definition()`.
fn handler(item: &Item<'_>, name: &str, ty: &Type) -> TokenStream {
    let at = item.private_at(ty.span());
    let member = if name == "action" { format_ident!("Action") } else { format_ident!("Channel") };
    let name = format_ident!("{name}");
    quote_spanned! {ty.span()=> {
        let _ = <#ty as #at::#member>::definition;
        #at::dispatch::#name::<Self, #ty>(self, __cx, __input)
    }}
}

/// The handler of the channel, or nothing to do where there is none.
fn by_channel(
    item: &Item<'_>,
    model: &Model,
    name: &TokenStream,
    handler: impl Fn(&Type) -> Option<TokenStream>,
) -> TokenStream {
    let private = item.private();
    let arms = model.channels.iter().map(|Listed { ty, .. }| {
        let call = handler(ty).unwrap_or_else(|| quote!(#private::dispatch::done()));
        (ty, call)
    });
    let other = match interfaces::taken(item, model, &quote!(Self), "CHANNELS") {
        Some(taken) => quote!(#private::dispatch::in_taken_channel::<Self>(&#name, #taken)),
        None => quote!(#private::dispatch::unknown_channel(&#name)),
    };
    by_name(item, name, arms.collect(), &other)
}

/// The call for the member that has the name, or what is done for all others.
fn by_name(item: &Item<'_>, name: &TokenStream, arms: Vec<(&Type, TokenStream)>, other: &TokenStream) -> TokenStream {
    if arms.is_empty() {
        return other.clone();
    }
    let arms = arms.into_iter().map(|(ty, call)| {
        let at = item.private_at(ty.span());
        let declared = quote_spanned!(ty.span()=> <Self as #at::Declares<#ty>>::NAME);
        quote!(__name if __name == #declared => #call,)
    });
    quote! {
        match #name.as_str() {
            #(#arms)*
            _ => #other,
        }
    }
}

/// `impl Declares<T>` for each listed type, once even if it is listed twice.
fn declares(item: &Item<'_>, model: &Model) -> TokenStream {
    let mut seen = Vec::new();
    let ident = item.ident();
    let (impl_generics, type_generics, where_clause) = item.input.generics.split_for_impl();
    let impls = model.members().map(|(member, Listed { ty, rename })| {
        let shown = shown(ty);
        if seen.contains(&shown) {
            return TokenStream::new();
        }
        seen.push(shown);
        let at = item.private_at(ty.span());
        let member = format_ident!("{member}");
        let name = match rename {
            Some(name) => name.to_token_stream(),
            // What a type is not is said when all else is right.
            None if !item.errors.is_empty() => quote!(""),
            None => quote_spanned!(ty.span()=> <#ty as #at::#member>::MEMBER),
        };
        quote_spanned! {ty.span()=>
            #[automatically_derived]
            impl #impl_generics #at::Declares<#ty> for #ident #type_generics #where_clause {
                const NAME: &'static ::core::primitive::str = #name;
            }
        }
    });
    quote!(#(#impls)*)
}

/// Constants that make sure that no two members of a kind have one name: dispatch would never reach the second.
///
/// With type parameters there is no such constant; `definition()` reports it then.
fn distinct(item: &Item<'_>, model: &Model) -> TokenStream {
    if !item.errors.is_empty() || !item.input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = item.ident();
    let lists = [
        ("channels", "CHANNELS", &model.channels),
        ("actions", "ACTIONS", &model.actions),
        ("events", "EVENTS", &model.events),
        ("states", "", &model.states),
        ("entities", "", &model.entities),
    ];
    let constants = lists.into_iter().filter_map(|(kind, table, listed)| {
        let taken = (!table.is_empty()).then(|| interfaces::taken(item, model, &quote!(#ident), table)).flatten();
        if listed.len() < 2 && taken.is_none() {
            return None;
        }
        let at = item.private_at(ident.span());
        let problem = format!("two {kind} of `{ident}` have one name: write `Type as \"name\"` for one of them");
        let types = listed.iter().map(|listed| &listed.ty);
        let taken = taken.unwrap_or_else(|| quote!(&[] as &[&[#at::TakenEvent]]));
        Some(quote_spanned! {ident.span()=>
            const _: () = #at::distinct(&[#(<#ident as #at::Declares<#types>>::NAME),*], #taken, #problem);
        })
    });
    quote!(#(#constants)*)
}
