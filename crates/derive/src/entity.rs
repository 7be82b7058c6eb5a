//! `#[derive(Entity)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::DeriveInput;

use crate::{
    attr::{self, Known, Titled},
    channel::member_name,
    item::Item,
};

const OPTIONS: Known = &[attr::NAME, attr::TITLE_OPTION, attr::DESCRIPTION_OPTION];

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::with_schema(input);
    item.no_lifetimes("an entity");
    item.named_fields("an entity", &format!("struct {} {{ .. }}", item.ident()));
    let mut titled = Titled::default();
    attr::read(&input.attrs, "entity", OPTIONS, &mut item.errors, &mut |option, _| titled.take(option).map(drop));
    let name = member_name(&mut item, &mut titled);

    let private = item.private();
    let setters = titled.setters();
    let schema = quote_spanned!(input.ident.span()=> #private::schema_of::<Self>());
    let definition = item.body(quote!(#private::EntityDefinition::new(#schema) #setters));
    let member = item.member(&name);
    let entity = item.implement(
        &quote!(#private::Entity),
        &quote!(Self: #private::Schema + #private::MaybeSend + 'static),
        &quote! {
            fn definition() -> #private::EntityDefinition {
                #definition
            }
        },
    );
    item.finish(&quote!(#member #entity))
}
