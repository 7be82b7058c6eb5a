//! `#[derive(Event)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, LitStr};

use crate::{
    attr::{self, Known, Titled},
    channel::member_name,
    item::Item,
};

const OPTIONS: Known = &[attr::NAME, attr::TITLE_OPTION, attr::DESCRIPTION_OPTION, attr::ATTRIBUTES];

#[derive(Default)]
struct Model {
    name: String,
    titled: Titled,
    attributes: Vec<(LitStr, LitStr)>,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::with_schema(input);
    let model = model(&mut item);
    let impls = expand(&item, &model);
    item.finish(&impls)
}

fn model(item: &mut Item<'_>) -> Model {
    item.no_lifetimes("an event's payload");
    item.named_fields("an event's payload", &format!("struct {} {{ .. }}", item.ident()));
    let mut model = Model::default();
    let attrs = item.attrs();
    attr::read(attrs, "event", OPTIONS, &mut item.errors, &mut |option, errors| {
        if !model.titled.take(option)? {
            model.attributes = attr::attributes(option, errors)?;
        }
        Ok(())
    });
    model.name = member_name(item, &mut model.titled);
    model
}

fn expand(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let setters = model.titled.setters();
    let attributes = attr::attribute_setters(&model.attributes);
    let schema = quote_spanned!(item.ident().span()=> #private::schema_of::<Self>());
    let definition = item.body(quote!(#private::EventDefinition::new(#schema) #setters #attributes));
    let member = item.member(&model.name);
    let event = item.implement(
        &quote!(#private::Event),
        &quote!(Self: #private::Schema + #private::Serialize + #private::MaybeSend + #private::MaybeSync + 'static),
        &quote! {
            fn definition() -> #private::EventDefinition {
                #definition
            }
        },
    );
    quote!(#member #event)
}
