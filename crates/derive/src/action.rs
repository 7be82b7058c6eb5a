//! `#[derive(Action)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, LitStr, Type, spanned::Spanned};

use crate::{
    attr::{self, Known, Titled},
    channel::member_name,
    item::Item,
};

const OPTIONS: Known = &[
    attr::NAME,
    attr::TITLE_OPTION,
    attr::DESCRIPTION_OPTION,
    ("output", "output = Output"),
    ("billable", "billable"),
    ("cacheable", "cacheable"),
    ("hidden_in_studio", "hidden_in_studio"),
    attr::ATTRIBUTES,
];

#[derive(Default)]
struct Model {
    name: String,
    titled: Titled,
    output: Option<Type>,
    billable: bool,
    cacheable: bool,
    hidden_in_studio: bool,
    attributes: Vec<(LitStr, LitStr)>,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::with_schema(input);
    let model = model(&mut item);
    let impls = expand(&item, &model);
    item.finish(&impls)
}

fn model(item: &mut Item<'_>) -> Model {
    item.no_lifetimes("an action's input");
    item.named_fields("an action's input", &format!("struct {} {{ .. }}", item.ident()));
    let mut model = Model::default();
    let attrs = item.attrs();
    attr::read(attrs, "action", OPTIONS, &mut item.errors, &mut |option, errors| {
        if model.titled.take(option)? {
            return Ok(());
        }
        match option.key {
            "output" => model.output = Some(option.value()?),
            "attributes" => model.attributes = attr::attributes(option, errors)?,
            flag => {
                option.flag()?;
                match flag {
                    "billable" => model.billable = true,
                    "cacheable" => model.cacheable = true,
                    _ => model.hidden_in_studio = true,
                }
            }
        }
        Ok(())
    });
    model.name = member_name(item, &mut model.titled);
    model
}

fn expand(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let ident = item.ident();
    let setters = model.titled.setters();
    let attributes = attr::attribute_setters(&model.attributes);
    let billable = model.billable.then(|| quote!(.billable(true)));
    let cacheable = model.cacheable.then(|| quote!(.cacheable(true)));
    let hidden = model.hidden_in_studio.then(|| quote!(.attribute("bpActionHiddenInStudio", "true")));
    let input = quote_spanned!(ident.span()=> #private::schema_of::<Self>());
    let (output, output_schema) = match &model.output {
        Some(ty) => (quote!(#ty), quote_spanned!(ty.span()=> #private::schema_of::<#ty>())),
        None => (quote!(()), quote!(#private::schema_of::<()>())),
    };
    let output_predicate = item
        .mentions_parameters(&output)
        .then(|| quote!(#output: #private::Schema + #private::Serialize + #private::MaybeSend));
    let definition = item.body(quote! {
        #private::ActionDefinition::new(#input, #output_schema) #setters #billable #cacheable #hidden #attributes
    });
    let member = item.member(&model.name);
    let action = item.implement(
        &quote!(#private::Action),
        &quote! {
            Self: #private::Schema + #private::DeserializeOwned + #private::MaybeSend + 'static,
            #output_predicate
        },
        &quote! {
            type Output = #output;

            fn definition() -> #private::ActionDefinition {
                #definition
            }
        },
    );
    quote!(#member #action)
}
