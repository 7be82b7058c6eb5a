//! `#[derive(State)]`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, LitStr};

use crate::{
    attr::{self, Known},
    item::{Item, plain},
    names,
};

const OPTIONS: Known =
    &[("integration", "integration"), ("conversation", "conversation"), ("user", "user"), attr::NAME];
const SCOPES: &str = "write `#[state(integration)]`, `#[state(conversation)]` or `#[state(user)]`";

struct Model {
    name: String,
    scope: Ident,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::with_schema(input);
    let model = model(&mut item);
    let impls = expand(&item, &model);
    item.finish(&impls)
}

fn model(item: &mut Item<'_>) -> Model {
    item.no_lifetimes("a state");
    item.named_fields("a state", &format!("struct {} {{ .. }}", item.ident()));
    let mut renamed: Option<LitStr> = None;
    let mut scope: Option<&'static str> = None;
    let attrs = item.attrs();
    attr::read(attrs, "state", OPTIONS, &mut item.errors, &mut |option, errors| {
        if option.key == "name" {
            renamed = Some(option.string()?);
            return Ok(());
        }
        option.flag()?;
        match scope {
            Some(_) => errors.at(option.span, format!("a state belongs to one of them: {SCOPES}")),
            None => scope = Some(option.key),
        }
        Ok(())
    });
    if scope.is_none() && item.errors.is_empty() {
        item.wrong(format!("what does the state belong to? {SCOPES}"));
    }
    let (name, span) = match &renamed {
        Some(name) => (name.value(), name.span()),
        None => (names::lower_camel(&plain(item.ident())), item.ident().span()),
    };
    attr::check_member_name(&name, span, &mut item.errors);
    let scope = match scope {
        Some("conversation") => "Conversation",
        Some("user") => "User",
        _ => "Integration",
    };
    Model { name, scope: format_ident!("{scope}") }
}

fn expand(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let scope = &model.scope;
    let schema = quote_spanned!(item.ident().span()=> #private::schema_of::<Self>());
    let definition = item.body(quote!(#private::StateDefinition::new(#private::StateScope::#scope, #schema)));
    let member = item.member(&model.name);
    let state = item.implement(
        &quote!(#private::State),
        &quote! {
            Self: #private::Schema + #private::Serialize + #private::DeserializeOwned
                + #private::MaybeSend + #private::MaybeSync + 'static
        },
        &quote! {
            type Scope = #private::scope::#scope;

            fn definition() -> #private::StateDefinition {
                #definition
            }
        },
    );
    quote!(#member #state)
}
